import { Button, Fieldset, Group, NumberInput, Select, Slider, Stack, Switch, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { recordingModes, usesMotion, type RecordingMode, type RecordingPlan } from '../../../shared/recording-plan.ts';
import { RetentionFields, Segments } from '../../ui/index.ts';
import { presets, presetWeek, scheduleOf, weekOf, type Week } from '../model/week.ts';
import classes from './Recording.module.css';
import { WeekGrid } from './WeekGrid.tsx';

interface Props {
  readonly plan: RecordingPlan;
  readonly onChange: (plan: RecordingPlan) => void;
}

/** When a camera is recorded, and how long that is kept. */
export function RecordingFields({ plan, onChange }: Props) {
  const { t } = useTranslation('cameras');
  const modes = new Set<RecordingMode>([plan.mode, ...plan.schedule.map(({ mode }) => mode)]);
  return (
    <Stack gap="md">
      <Select
        label={t('recording.modeLabel')}
        description={t(`recording.hint.${plan.mode}`)}
        data={recordingModes.map((mode) => ({ value: mode, label: t(`recording.mode.${mode}`) }))}
        allowDeselect={false}
        value={plan.mode}
        onChange={(value) => onChange({ ...plan, mode: recordingModes.find((mode) => mode === value) ?? plan.mode })}
        w={420}
      />
      <Schedule plan={plan} onChange={onChange} />
      {(modes.has('motion') || modes.has('detection')) && (
        <Group align="flex-start">
          <NumberInput
            label={t('recording.pre')}
            suffix=" s"
            min={0}
            max={120}
            allowDecimal={false}
            clampBehavior="strict"
            w={150}
            value={plan.preSeconds}
            onChange={(value) => typeof value === 'number' && onChange({ ...plan, preSeconds: value })}
          />
          <NumberInput
            label={t('recording.post')}
            suffix=" s"
            min={0}
            max={600}
            allowDecimal={false}
            clampBehavior="strict"
            w={150}
            value={plan.postSeconds}
            onChange={(value) => typeof value === 'number' && onChange({ ...plan, postSeconds: value })}
          />
        </Group>
      )}
      <Switch
        label={t('recording.analyse')}
        description={t('recording.analyseHint')}
        checked={usesMotion(plan)}
        disabled={modes.has('motion')}
        onChange={(event) => onChange({ ...plan, analyseMotion: event.currentTarget.checked })}
      />
      {usesMotion(plan) && (
        <div>
          <Text size="sm" fw={500} id="sensitivity">
            {t('recording.sensitivity')}
          </Text>
          <Slider
            maw={420}
            mb="lg"
            min={1}
            max={100}
            marks={[
              { value: 1, label: t('recording.sensitivityLow') },
              { value: 100, label: t('recording.sensitivityHigh') },
            ]}
            thumbProps={{ 'aria-labelledby': 'sensitivity' }}
            value={plan.motionSensitivity}
            onChange={(motionSensitivity) => onChange({ ...plan, motionSensitivity })}
          />
        </div>
      )}
      <Fieldset legend={t('recording.keep')}>
        <RetentionFields
          value={plan.retention}
          placeholder={t('recording.asInstallation')}
          onChange={(retention) => onChange({ ...plan, retention })}
        />
      </Fieldset>
    </Stack>
  );
}

function Schedule({ plan, onChange }: Props) {
  const { t } = useTranslation('cameras');
  const [brush, setBrush] = useState<RecordingMode>('off');
  const change = (week: Week) => onChange({ ...plan, schedule: scheduleOf(week) });
  return (
    <Fieldset legend={t('recording.schedule')}>
      <Stack gap="sm">
        <Group justify="space-between">
          <Segments
            size="xs"
            aria-label={t('recording.brush')}
            data={recordingModes.map((mode) => ({
              value: mode,
              label: (
                <>
                  <span className={classes['swatch']} data-mode={mode} />
                  {t(`recording.short.${mode}`)}
                </>
              ),
            }))}
            value={brush}
            onChange={(value) => setBrush(recordingModes.find((mode) => mode === value) ?? 'off')}
          />
          <Group gap={6}>
            {presets.map((preset) => (
              <Button
                key={preset}
                size="compact-sm"
                variant="default"
                onClick={() => change(presetWeek(preset, plan.mode === 'off' ? 'continuous' : plan.mode))}
              >
                {t(`recording.preset.${preset}`)}
              </Button>
            ))}
          </Group>
        </Group>
        <WeekGrid week={weekOf(plan)} base={plan.mode} brush={brush} onChange={change} />
        <Text size="xs" c="dimmed">
          {t('recording.scheduleHint')}
        </Text>
      </Stack>
    </Fieldset>
  );
}
