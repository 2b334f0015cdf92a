import { Alert, Button, Group, Modal, Stack, Switch, Tabs, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { connectionTestRequestSchema, type Camera } from '../../shared/camera.ts';
import type { ErrorDetail } from '../../shared/errors.ts';
import { api, RequestError } from '../api/client.ts';
import { errorText } from '../app/error-text.ts';
import { Segments } from '../ui/index.ts';
import classes from './Cameras.module.css';
import { emptyForm, fieldErrors, formOf, inputOf, validateForm } from './model/camera-form.ts';
import type { CameraForm, FieldErrors } from './model/camera-form.ts';
import { DiscardDialog } from './DiscardDialog.tsx';
import { DetectionFields } from './detection/DetectionFields.tsx';
import { RecordingFields } from './recording/RecordingFields.tsx';
import { SourceFields } from './SourceFields.tsx';
import { TestPanel } from './TestPanel.tsx';
import { useConnectionTest } from './use-connection-test.ts';

export const dialogTabs = ['camera', 'recording', 'detection'] as const;

/** What the dialog is for; a duplicate is an addition that begins with another camera's fields. */
export type DialogTask =
  | { readonly type: 'add' }
  | {
      readonly type: 'edit';
      readonly camera: Camera;
      /** Where it begins. */ readonly tab?: (typeof dialogTabs)[number];
    }
  | { readonly type: 'duplicate'; readonly camera: Camera };

const kinds = ['rtsp', 'device', 'file'] as const;
const kindLabels = { rtsp: 'dialog.kindRtsp', device: 'dialog.kindDevice', file: 'dialog.kindFile' } as const;

interface Refusal {
  readonly error: unknown;
  readonly unplaced: readonly ErrorDetail[];
}

function RefusalAlert({ refusal }: { readonly refusal: Refusal }) {
  const { t } = useTranslation('cameras');
  const { t: common } = useTranslation('common');
  return (
    <Alert color="red" title={t('dialog.saveFailed')} role="alert" m={20} mt={0}>
      {errorText(common, refusal.error)}
      {refusal.unplaced.map(({ path, message }) => (
        <div key={path}>
          {path}: {message}
        </div>
      ))}
    </Alert>
  );
}

/** Adds or edits a camera. Mounted anew for each task. */
export function CameraDialog({ task, onClose }: { readonly task: DialogTask; readonly onClose: () => void }) {
  const { t } = useTranslation('cameras');
  const { t: common } = useTranslation('common');
  const edited = task.type === 'edit' ? task.camera : null;
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const [drawing, setDrawing] = useState(false);
  const [tab, setTab] = useState<string | null>(task.type === 'edit' ? (task.tab ?? 'camera') : 'camera');
  const [testIncomplete, setTestIncomplete] = useState(false);
  const test = useConnectionTest();

  const words = (errors: FieldErrors) =>
    Object.fromEntries(Object.entries(errors).map(([field, reason]) => [field, t(`invalid.${reason}`)]));
  const form = useForm<CameraForm>({
    initialValues:
      task.type === 'add'
        ? emptyForm
        : task.type === 'edit'
          ? formOf(task.camera)
          : { ...formOf(task.camera), name: t('dialog.copyName', { name: task.camera.name }).slice(0, 80) },
    validate: (values) => words(validateForm(values)),
    onValuesChange: () => setTestIncomplete(false),
  });

  const close = () => {
    if (form.isDirty()) setAsking(true);
    else onClose();
  };
  const save = (values: CameraForm) => {
    setBusy(true);
    setRefusal(null);
    const input = inputOf(values);
    const saved = edited === null ? api.cameras.add(input) : api.cameras.update(edited.id, input);
    saved.then(onClose, (error: unknown) => {
      setBusy(false);
      const { errors, unplaced } = fieldErrors(values, error instanceof RequestError ? error.details : []);
      form.setErrors(words(errors));
      if (Object.keys(errors).length > 0) setTab('camera');
      setRefusal({ error, unplaced });
    });
  };
  const testInput = inputOf(form.values);
  const testKey = JSON.stringify([testInput.source, testInput.password, testInput.connectTimeoutMs]);
  const startTest = () => {
    // The name is nothing that a connection needs.
    const { name: _name, ...errors } = validateForm(form.values);
    const wrong = words(errors);
    form.setErrors(wrong);
    setTestIncomplete(Object.keys(wrong).length > 0);
    if (Object.keys(wrong).length > 0) return;
    const { source, password, connectTimeoutMs } = testInput;
    const lender = edited === null ? {} : { cameraId: edited.id };
    test.start(connectionTestRequestSchema.parse({ source, password, connectTimeoutMs, ...lender }), testKey);
  };

  return (
    <>
      <Modal
        opened
        onClose={close}
        title={<Text fw={600}>{edited === null ? t('dialog.add') : t('dialog.edit', { name: edited.name })}</Text>}
        size={960}
        padding={0}
        styles={{ header: { padding: '14px 20px' } }}
        closeOnClickOutside={false}
        // The dialog on top of this one has it.
        closeOnEscape={!asking && !drawing}
        closeButtonProps={{ 'aria-label': common('action.close') }}
      >
        <form
          noValidate
          onSubmit={form.onSubmit(save, (errors) => {
            setTab('camera');
            setTimeout(() => form.getInputNode(Object.keys(errors)[0] ?? '')?.focus());
          })}
        >
          <Tabs value={tab} onChange={setTab} px={20}>
            <Tabs.List>
              <Tabs.Tab value="camera">{t('dialog.tabCamera')}</Tabs.Tab>
              <Tabs.Tab value="recording">{t('dialog.tabRecording')}</Tabs.Tab>
              <Tabs.Tab value="detection">{t('dialog.tabDetection')}</Tabs.Tab>
            </Tabs.List>
          </Tabs>
          {tab === 'recording' && (
            <Stack gap="md" className={classes['recording'] ?? ''}>
              <Switch
                label={t('dialog.record')}
                description={t('dialog.recordHint')}
                {...form.getInputProps('record', { type: 'checkbox' })}
              />
              {form.values.record && (
                <RecordingFields
                  plan={form.values.recording}
                  onChange={(recording) => form.setFieldValue('recording', recording)}
                />
              )}
            </Stack>
          )}
          {tab === 'detection' && (
            <div className={classes['recording'] ?? ''}>
              <DetectionFields
                cameraId={edited?.id ?? null}
                drawing={drawing}
                onDrawing={setDrawing}
                plan={form.values.detection}
                motionMasks={form.values.recording.motionMasks}
                onChange={(detection, motionMasks) => {
                  form.setFieldValue('detection', detection);
                  form.setFieldValue('recording', { ...form.values.recording, motionMasks: [...motionMasks] });
                }}
              />
            </div>
          )}
          <div className={classes['dialogBody']} hidden={tab !== 'camera'}>
            <Stack gap="sm" className={classes['fields'] ?? ''}>
              <Segments
                fullWidth
                aria-label={t('dialog.kind')}
                data={kinds.map((kind) => ({ value: kind, label: t(kindLabels[kind]) }))}
                value={form.values.kind}
                onChange={(value) => form.setFieldValue('kind', kinds.find((kind) => kind === value) ?? 'rtsp')}
              />
              <TextInput
                label={t('dialog.name')}
                placeholder={t('dialog.namePlaceholder')}
                withAsterisk
                data-autofocus
                {...form.getInputProps('name')}
              />
              <SourceFields form={form} hasPassword={edited?.hasPassword ?? false} />
              {task.type === 'duplicate' && task.camera.hasPassword && (
                <Text size="sm" c="yellow.4">
                  {t('dialog.duplicateHint')}
                </Text>
              )}
            </Stack>
            <TestPanel
              state={test.state}
              currentKey={testKey}
              incomplete={testIncomplete}
              onStart={startTest}
              onCancel={test.cancel}
            />
          </div>
          {refusal !== null && <RefusalAlert refusal={refusal} />}
          <Group justify="flex-end" className={classes['footer'] ?? ''}>
            <Button variant="default" onClick={close}>
              {common('action.cancel')}
            </Button>
            <Button type="submit" loading={busy}>
              {edited === null ? t('dialog.addButton') : t('dialog.save')}
            </Button>
          </Group>
        </form>
      </Modal>
      <DiscardDialog opened={asking} onBack={() => setAsking(false)} onDiscard={onClose} />
    </>
  );
}
