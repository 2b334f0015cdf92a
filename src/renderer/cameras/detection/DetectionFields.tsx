import { Alert, Button, Group, NumberInput, Select, Slider, Stack, Switch, Text } from '@mantine/core';
import { IconPolygon } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CameraId } from '../../../shared/camera.ts';
import type { DetectionPlan } from '../../../shared/detection-plan.ts';
import type { Polygon } from '../../../shared/geometry.ts';
import type { ModelView } from '../../../shared/models.ts';
import { api } from '../../api/client.ts';
import { rulesThatHold } from '../model/rules.ts';
import { ClassesInput } from './ClassesInput.tsx';
import { RuleList } from './RuleList.tsx';
import { ZoneEditor } from './ZoneEditor.tsx';

export interface DetectionFieldsProps {
  /** Null: it is not saved yet. */
  readonly cameraId: CameraId | null;
  readonly plan: DetectionPlan;
  /** The editor of shapes is open, on top of the dialog. */
  readonly drawing: boolean;
  readonly onDrawing: (drawing: boolean) => void;
  readonly motionMasks: readonly Polygon[];
  readonly onChange: (plan: DetectionPlan, motionMasks: readonly Polygon[]) => void;
}

/** What is looked for in a camera's pictures, where, and what makes an event. */
export function DetectionFields(props: DetectionFieldsProps) {
  const { t } = useTranslation('cameras');
  const { cameraId, plan, motionMasks, onChange, drawing, onDrawing: setDrawing } = props;
  const set = (change: Partial<DetectionPlan>) => onChange({ ...plan, ...change }, motionMasks);
  const models = useModelList();
  const ofModel = models.find(({ id }) => id === plan.model)?.labels ?? [];
  return (
    <Stack gap="md">
      <Switch
        label={t('detection.enabled')}
        description={t('detection.enabledHint')}
        checked={plan.enabled}
        onChange={(event) => set({ enabled: event.currentTarget.checked })}
      />
      {plan.enabled && <ModelFields plan={plan} all={models} set={set} />}
      <Group gap="md">
        <Button variant="default" leftSection={<IconPolygon size={18} />} onClick={() => setDrawing(true)}>
          {t('detection.draw')}
        </Button>
        <Text size="sm" c="dimmed">
          {[
            t('detection.zones', { count: plan.zones.length }),
            t('detection.wires', { count: plan.wires.length }),
            t('detection.masks', { count: plan.masks.length + motionMasks.length }),
          ].join(', ')}
        </Text>
      </Group>
      {plan.enabled && (
        <RuleList
          plan={plan}
          labels={plan.labels.length > 0 ? plan.labels : ofModel}
          onChange={(rules) => set({ rules })}
        />
      )}
      {drawing && (
        <ZoneEditor
          cameraId={cameraId}
          drawn={{ zones: plan.zones, wires: plan.wires, masks: plan.masks, motionMasks }}
          onClose={() => setDrawing(false)}
          onDone={({ motionMasks: masksOfMotion, ...drawn }) => {
            setDrawing(false);
            onChange({ ...plan, ...drawn, rules: rulesThatHold(plan.rules, drawn) }, masksOfMotion);
          }}
        />
      )}
    </Stack>
  );
}

function useModelList(): readonly ModelView[] {
  return useQuery({ queryKey: ['models'], queryFn: () => api.models.list() }).data?.models ?? [];
}

function ModelFields({
  plan,
  all,
  set,
}: {
  readonly plan: DetectionPlan;
  readonly all: readonly ModelView[];
  readonly set: (change: Partial<DetectionPlan>) => void;
}) {
  const { t } = useTranslation('cameras');
  const options = (purpose: 'detector' | 'classifier', chosen: string | null) => [
    ...all
      .filter((model) => model.purpose === purpose && (model.state.state === 'ready' || model.id === chosen))
      .map(({ id, name }) => ({ value: id, label: name })),
    ...(chosen === null || all.some(({ id }) => id === chosen) ? [] : [{ value: chosen, label: chosen }]),
  ];
  const model = all.find(({ id }) => id === plan.model);
  return (
    <>
      <Group align="flex-start" gap="md">
        <Select
          label={t('detection.model')}
          description={t('detection.modelHint')}
          data={options('detector', plan.model)}
          allowDeselect={false}
          value={plan.model}
          onChange={(value) => value !== null && set({ model: value })}
          w={340}
          maw="100%"
        />
        <NumberInput
          label={t('detection.fps')}
          description={t('detection.fpsHint')}
          min={0.1}
          max={30}
          step={1}
          decimalScale={1}
          clampBehavior="strict"
          w={300}
          maw="100%"
          value={plan.fps}
          onChange={(value) => typeof value === 'number' && value >= 0.1 && set({ fps: value })}
        />
      </Group>
      {model !== undefined && model.state.state !== 'ready' && (
        <Alert color="yellow">{t('detection.modelNotReady')}</Alert>
      )}
      {model?.source === 'bundled' && <Alert color="blue">{t('detection.bundledHint')}</Alert>}
      <ClassesInput
        label={t('detection.labels')}
        description={t('detection.labelsHint')}
        names={model?.labels ?? []}
        limit={20}
        placeholder={plan.labels.length === 0 ? t('detection.allLabels') : ''}
        value={plan.labels}
        onChange={(labels) => set({ labels })}
        maw={580}
      />
      <div>
        <Text size="sm" fw={500} id="min-score">
          {t('detection.minScore', { percent: Math.round(plan.minScore * 100) })}
        </Text>
        <Slider
          maw={420}
          min={5}
          max={95}
          label={(value) => `${value} %`}
          thumbProps={{ 'aria-labelledby': 'min-score' }}
          value={Math.round(plan.minScore * 100)}
          onChange={(value) => set({ minScore: value / 100 })}
        />
        <Text size="xs" c="dimmed">
          {t('detection.minScoreHint')}
        </Text>
      </div>
      <Switch
        label={t('detection.motionGate')}
        description={t('detection.motionGateHint')}
        checked={plan.motionGate}
        onChange={(event) => set({ motionGate: event.currentTarget.checked })}
      />
      <Select
        label={t('detection.attributes')}
        description={t('detection.attributesHint')}
        placeholder={t('detection.noAttributes')}
        clearable
        data={options('classifier', plan.attributeModel)}
        value={plan.attributeModel}
        onChange={(attributeModel) => set({ attributeModel })}
        w={340}
        maw="100%"
      />
    </>
  );
}
