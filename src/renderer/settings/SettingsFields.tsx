import {
  Alert,
  Badge,
  Button,
  Group,
  NumberInput,
  Paper,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { useHotkeys } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconRotateClockwise, IconWorld } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DesktopBridge } from '../../shared/desktop.ts';
import type { Settings } from '../../shared/settings.ts';
import { AlertSettingsSection } from '../alerts/AlertSettingsSection.tsx';
import { WebhooksSection } from '../alerts/WebhooksSection.tsx';
import { api, RequestError } from '../api/client.ts';
import { errorText } from '../app/error-text.ts';
import { ModelsCard } from '../models/ModelsCard.tsx';
import { ArchiveSection } from './ArchiveSection.tsx';
import { BackupCard, SafeModeAlert } from './BackupCard.tsx';
import {
  formOf,
  isLoopback,
  limits,
  pathOf,
  plannedDelays,
  problemsAt,
  settingsOf,
  validateSettings,
  type NumberField,
  type SettingsErrors,
  type SettingsField,
  type SettingsForm,
  type SettingsProblem,
} from './model/settings-form.ts';
import classes from './Settings.module.css';
import { LanguageCard } from './LanguageCard.tsx';
import { DetectionSection } from './DetectionSection.tsx';
import { RetentionSection } from './RetentionSection.tsx';
import { StorageSection } from './StorageSection.tsx';
import { SystemCard } from './SystemCard.tsx';

type Form = UseFormReturnType<SettingsForm>;

/** The settings of the recorder; nothing is sent before Save. */
export function SettingsFields({ initial }: { readonly initial: Settings }) {
  const { t } = useTranslation('settings');
  const { t: common } = useTranslation('common');
  const [base, setBase] = useState(initial);
  const [restartNeeded, setRestartNeeded] = useState<readonly string[]>([]);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);

  const words = (errors: SettingsErrors) =>
    Object.fromEntries(
      (Object.entries(errors) as [string, SettingsProblem][]).map(([field, problem]) => [
        field,
        problem === 'range' && field in limits
          ? t('invalid.range', limits[field as NumberField])
          : t(`invalid.${problem === 'range' ? 'other' : problem}`),
      ]),
    );
  const form = useForm<SettingsForm>({
    initialValues: formOf(initial),
    validate: (values) => words(validateSettings(values, base)),
    validateInputOnBlur: true,
  });

  const accept = (answer: { readonly settings: Settings; readonly restartNeeded: readonly string[] }) => {
    setBase(answer.settings);
    setRestartNeeded(answer.restartNeeded);
    form.setInitialValues(formOf(answer.settings));
    form.reset();
  };
  const save = form.onSubmit((values) => {
    setBusy(true);
    setFailure(null);
    api.settings
      .set(settingsOf(values, base))
      .then(
        (answer) => {
          accept(answer);
          if (answer.restartNeeded.length === 0) notifications.show({ color: 'teal', message: t('saved') });
        },
        (error: unknown) => {
          const details = error instanceof RequestError ? error.details : [];
          form.setErrors(
            words(
              problemsAt(
                values,
                details.map(({ path }) => path),
              ),
            ),
          );
          setFailure(error);
        },
      )
      .finally(() => setBusy(false));
  });
  const discard = () => {
    form.reset();
    setFailure(null);
  };
  useHotkeys([['mod+S', () => save()]], []);

  const namesOf = (paths: readonly string[]) => {
    const labels = fieldLabels(t);
    return (Object.keys(pathOf) as SettingsField[])
      .filter((field) => paths.some((path) => path === pathOf[field] || pathOf[field].startsWith(`${path}.`)))
      .map((field) => labels[field])
      .join(', ');
  };
  return (
    <form noValidate onSubmit={save}>
      <div className={classes['page']}>
        <Stack gap="lg">
          <Title order={2}>{t('title')}</Title>
          <SafeModeAlert />
          {restartNeeded.length > 0 && (
            <Alert color="yellow" icon={<IconRotateClockwise />} title={t('restart.title')} role="status">
              {t('restart.text', { fields: namesOf(restartNeeded) || restartNeeded.join(', ') })}
            </Alert>
          )}
          {failure !== null && (
            <Alert color="red" title={t('saveFailed')} role="alert">
              {errorText(common, failure)}
            </Alert>
          )}
          <RecordingSection form={form} restartNeeded={restartNeeded} />
          <StorageSection form={form} />
          <RetentionSection form={form} />
          <ArchiveSection form={form} />
          <DetectionSection form={form} restartNeeded={restartNeeded} />
          <NetworkSection form={form} restartNeeded={restartNeeded} />
          <ReconnectSection form={form} base={base} />
          <AlertSettingsSection form={form} />
          <WebhooksSection />
        </Stack>
        <Stack className={classes['side'] ?? ''} gap="lg">
          <LanguageCard />
          <SystemCard />
          <ModelsCard />
          <BackupCard onChange={accept} />
        </Stack>
      </div>
      {form.isDirty() && (
        <div className={classes['bar']} role="region" aria-label={t('bar.unsaved')}>
          <Text mr="auto">{t('bar.unsaved')}</Text>
          <Text size="sm" c="dimmed">
            {t('shortcuts')}
          </Text>
          <Button variant="default" onClick={discard}>
            {t('bar.discard')}
          </Button>
          <Button type="submit" loading={busy}>
            {t('bar.save')}
          </Button>
        </div>
      )}
    </form>
  );
}

function fieldLabels(t: ReturnType<typeof useTranslation<'settings'>>['t']): Record<SettingsField, string> {
  return {
    root: t('recording.root'),
    segmentSeconds: t('recording.segmentSeconds'),
    ffmpegPath: t('ffmpeg.path'),
    host: t('http.host'),
    port: t('http.port'),
    attempts: t('reconnect.attempts'),
    firstDelaySeconds: t('reconnect.firstDelay'),
    factor: t('reconnect.factor'),
    longestDelaySeconds: t('reconnect.longestDelay'),
    jitterPercent: t('reconnect.jitter'),
    slowRetrySeconds: t('reconnect.slowRetry'),
    retention: t('retention.title'),
    alertsDesktop: t('alerts.desktop'),
    alertsKeepDays: t('alerts.keepDays'),
    detectionKeepDays: t('detection.keepDays'),
    detectionProvider: t('detection.provider'),
    roots: t('storage.title'),
    minFreeGb: t('storage.minFreeGb'),
    minFreePercent: t('storage.minFreePercent'),
    moveAfterHours: t('storage.moveAfterHours'),
    moveMbPerSecond: t('storage.moveMbPerSecond'),
    preallocate: t('storage.preallocate'),
    archiveEnabled: t('archive.enabled'),
    archiveEndpoint: t('archive.endpoint'),
    archiveRegion: t('archive.region'),
    archiveBucket: t('archive.bucket'),
    archivePrefix: t('archive.prefix'),
    archiveAccessKeyId: t('archive.accessKeyId'),
    archiveAfterHours: t('archive.afterHours'),
  };
}

function Section({
  title,
  hint,
  children,
}: {
  readonly title: string;
  readonly hint?: string;
  readonly children: ReactNode;
}) {
  return (
    <Paper withBorder p="lg" component="section">
      <Stack>
        <div>
          <Title order={4}>{title}</Title>
          {hint !== undefined && (
            <Text size="sm" c="dimmed" mt={4}>
              {hint}
            </Text>
          )}
        </div>
        {children}
      </Stack>
    </Paper>
  );
}

interface SectionProps {
  readonly form: Form;
  readonly restartNeeded: readonly string[];
}

function Label({
  text,
  field,
  restartNeeded,
}: {
  text: string;
  field: SettingsField;
  restartNeeded: readonly string[];
}) {
  const { t } = useTranslation('settings');
  return (
    <Group gap={8} component="span" display="inline-flex">
      {text}
      {restartNeeded.includes(pathOf[field]) && (
        <Badge size="sm" color="yellow" variant="light" tt="none">
          {t('restart.badge')}
        </Badge>
      )}
    </Group>
  );
}

function RecordingSection({ form, restartNeeded }: SectionProps) {
  const { t } = useTranslation('settings');
  const desktop = (window as { vigilDesktop?: DesktopBridge }).vigilDesktop;
  const choose = async () => {
    const folder = (await desktop?.chooseFolder()) ?? null;
    if (folder !== null) form.setFieldValue('root', folder);
  };
  return (
    <Section title={t('recording.title')}>
      <Group align="flex-start" wrap="nowrap">
        <TextInput
          flex={1}
          label={<Label text={t('recording.root')} field="root" restartNeeded={restartNeeded} />}
          description={t('recording.rootHint')}
          placeholder={t('recording.rootPlaceholder')}
          spellCheck={false}
          {...form.getInputProps('root')}
        />
        {desktop !== undefined && (
          <Button variant="default" mt={52} onClick={() => void choose()}>
            {t('recording.choose')}
          </Button>
        )}
      </Group>
      <NumberInput
        label={<Label text={t('recording.segmentSeconds')} field="segmentSeconds" restartNeeded={restartNeeded} />}
        description={t('recording.segmentSecondsHint')}
        suffix={t('unit.seconds')}
        allowDecimal={false}
        w={280}
        {...form.getInputProps('segmentSeconds')}
      />
      <TextInput
        label={<Label text={t('ffmpeg.path')} field="ffmpegPath" restartNeeded={restartNeeded} />}
        description={t('ffmpeg.pathHint')}
        placeholder={t('ffmpeg.pathPlaceholder')}
        spellCheck={false}
        {...form.getInputProps('ffmpegPath')}
      />
    </Section>
  );
}

function NetworkSection({ form, restartNeeded }: SectionProps) {
  const { t } = useTranslation('settings');
  const { host } = form.values;
  return (
    <Section title={t('http.title')}>
      <Group align="flex-start" wrap="nowrap">
        <TextInput
          flex={1}
          label={<Label text={t('http.host')} field="host" restartNeeded={restartNeeded} />}
          description={t('http.hostHint')}
          spellCheck={false}
          {...form.getInputProps('host')}
        />
        <NumberInput
          label={<Label text={t('http.port')} field="port" restartNeeded={restartNeeded} />}
          description={`${limits.port.min} – ${limits.port.max}`}
          allowDecimal={false}
          hideControls
          w={170}
          {...form.getInputProps('port')}
        />
      </Group>
      {host.trim() !== '' && !isLoopback(host) && (
        <Alert color="yellow" icon={<IconWorld />} title={t('http.warningTitle')} role="alert">
          {t('http.warning')}
        </Alert>
      )}
    </Section>
  );
}

function ReconnectSection({ form, base }: { readonly form: Form; readonly base: Settings }) {
  const { t } = useTranslation('settings');
  const numbers = [
    { field: 'attempts', label: t('reconnect.attempts'), suffix: '' },
    { field: 'firstDelaySeconds', label: t('reconnect.firstDelay'), suffix: t('unit.seconds') },
    { field: 'factor', label: t('reconnect.factor'), suffix: t('unit.times') },
    { field: 'longestDelaySeconds', label: t('reconnect.longestDelay'), suffix: t('unit.seconds') },
    { field: 'jitterPercent', label: t('reconnect.jitter'), suffix: t('unit.percent') },
    { field: 'slowRetrySeconds', label: t('reconnect.slowRetry'), suffix: t('unit.seconds') },
  ] as const;
  const valid = Object.keys(validateSettings(form.values, base)).length === 0;
  const { reconnect } = settingsOf(form.values, base);
  const delays = plannedDelays(reconnect).map((seconds) => `${Math.round(seconds * 10) / 10}`);
  return (
    <Section title={t('reconnect.title')} hint={t('reconnect.hint')}>
      <SimpleGrid cols={3}>
        {numbers.map(({ field, label, suffix }) => (
          <NumberInput key={field} label={label} suffix={suffix} {...form.getInputProps(field)} />
        ))}
      </SimpleGrid>
      {valid && (
        <Text size="sm" c="dimmed">
          {t('reconnect.plan', {
            delays: `${delays.join(', ')}${reconnect.attempts > delays.length ? ' …' : ''}${t('unit.seconds')}`,
            slow: `${reconnect.slowRetryMs / 1000}${t('unit.seconds')}`,
          })}
        </Text>
      )}
    </Section>
  );
}
