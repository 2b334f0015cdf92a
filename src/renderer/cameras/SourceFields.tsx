import { Button, Grid, Group, NumberInput, PasswordInput, SegmentedControl, Text, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { withUrl, type CameraForm } from './model/camera-form.ts';

interface Props {
  readonly form: UseFormReturnType<CameraForm>;
  readonly hasPassword: boolean;
}

/** The fields of the chosen kind of source. */
export function SourceFields({ form, hasPassword }: Props) {
  const { t } = useTranslation('cameras');
  switch (form.values.kind) {
    case 'rtsp':
      return <RtspFields form={form} hasPassword={hasPassword} />;
    case 'device':
      return (
        <TextInput
          label={t('dialog.device')}
          description={t('dialog.deviceHint')}
          placeholder="0"
          withAsterisk
          {...form.getInputProps('device')}
        />
      );
    case 'file':
      return (
        <TextInput
          label={t('dialog.path')}
          description={t('dialog.pathHint')}
          placeholder="/var/lib/vigil/clip.mp4"
          withAsterisk
          {...form.getInputProps('path')}
        />
      );
  }
}

function RtspFields({ form, hasPassword }: Props) {
  const { t } = useTranslation('cameras');
  const [moved, setMoved] = useState(false);
  const { removePassword } = form.values;
  const url = (field: 'mainUrl' | 'subUrl') => ({
    ...form.getInputProps(field),
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => {
      const next = withUrl(form.values, field, event.currentTarget.value);
      if (next[field] !== event.currentTarget.value) setMoved(true);
      form.setValues(next);
      form.clearFieldError(field);
    },
    spellCheck: false,
    autoComplete: 'off',
  });
  return (
    <>
      <TextInput
        label={t('dialog.mainUrl')}
        description={t('dialog.mainUrlHint')}
        placeholder={t('dialog.mainUrlPlaceholder')}
        withAsterisk
        {...url('mainUrl')}
      />
      <TextInput
        label={t('dialog.subUrl')}
        description={t('dialog.subUrlHint')}
        placeholder={t('dialog.subUrlPlaceholder')}
        {...url('subUrl')}
      />
      {moved && (
        <Text size="sm" c="blue.3" role="status">
          {t('dialog.credentialsMoved')}
        </Text>
      )}
      <Grid gap="md">
        <Grid.Col span={6}>
          <TextInput label={t('dialog.username')} autoComplete="off" {...form.getInputProps('username')} />
        </Grid.Col>
        <Grid.Col span={6}>
          <PasswordInput
            label={t('dialog.password')}
            autoComplete="new-password"
            disabled={removePassword}
            {...(hasPassword
              ? { placeholder: removePassword ? t('dialog.passwordRemoved') : t('dialog.passwordStored') }
              : {})}
            {...form.getInputProps('password')}
          />
          {hasPassword && (
            <Button
              variant="transparent"
              size="compact-sm"
              px={0}
              mt={6}
              h="auto"
              styles={{ label: { whiteSpace: 'normal', textAlign: 'left', lineHeight: 1.3 } }}
              color={removePassword ? 'blue' : 'gray'}
              onClick={() => form.setValues({ removePassword: !removePassword, password: '' })}
            >
              {removePassword ? t('dialog.keepPassword') : t('dialog.removePassword')}
            </Button>
          )}
        </Grid.Col>
      </Grid>
      <Group align="flex-end" gap="md">
        <div>
          <Text size="sm" fw={500} mb={2} id="transport-label">
            {t('dialog.transport')}
          </Text>
          <SegmentedControl
            aria-labelledby="transport-label"
            data={[
              { value: 'tcp', label: t('dialog.transportTcp') },
              { value: 'udp', label: t('dialog.transportUdp') },
            ]}
            value={form.values.transport}
            onChange={(value) => form.setFieldValue('transport', value === 'udp' ? 'udp' : 'tcp')}
          />
        </div>
        <NumberInput
          label={t('dialog.timeout')}
          suffix={t('dialog.timeoutUnit')}
          min={1}
          max={60}
          w={150}
          {...form.getInputProps('timeoutSeconds')}
        />
      </Group>
    </>
  );
}
