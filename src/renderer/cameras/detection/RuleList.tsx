import {
  ActionIcon,
  Button,
  Checkbox,
  Chip,
  Fieldset,
  Group,
  NumberInput,
  Select,
  Stack,
  Switch,
  Text,
  TextInput,
  Tooltip,
} from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { DetectionPlan, Rule } from '../../../shared/detection-plan.ts';
import { freeId } from '../model/drawing.ts';
import { clockOf, dayHoursOf, hoursOf, minutesOf, possibleKinds, ruleOfKind } from '../model/rules.ts';
import { ClassesInput } from './ClassesInput.tsx';
import { useDayNames } from '../use-day-names.ts';

type Shapes = Pick<DetectionPlan, 'zones' | 'wires'>;

const MOST_RULES = 64;

/** What makes an event: one row a rule. */
export function RuleList({
  plan,
  labels,
  onChange,
}: {
  readonly plan: DetectionPlan;
  /** Classes that the camera looks for. */
  readonly labels: readonly string[];
  readonly onChange: (rules: Rule[]) => void;
}) {
  const { t } = useTranslation('cameras');
  const { rules } = plan;
  const add = () => {
    const id = freeId(
      'r',
      rules.map((rule) => rule.id),
    );
    const base = {
      id,
      name: t('detection.newRule', { number: rules.length + 1 }),
      enabled: true,
      labels: [],
      hours: [],
      alert: false,
    };
    onChange([...rules, { ...base, kind: 'appear', zoneId: null }]);
  };
  return (
    <Fieldset legend={t('detection.rules')}>
      <Stack gap="md">
        {rules.length === 0 && <Text c="dimmed">{t('detection.noRules')}</Text>}
        {rules.map((rule) => (
          <RuleRow
            key={rule.id}
            rule={rule}
            shapes={plan}
            labels={labels}
            onChange={(changed) => onChange(rules.map((other) => (other.id === rule.id ? changed : other)))}
            onRemove={() => onChange(rules.filter(({ id }) => id !== rule.id))}
          />
        ))}
        <Button
          variant="default"
          leftSection={<IconPlus size={16} />}
          disabled={rules.length >= MOST_RULES}
          onClick={add}
          style={{ alignSelf: 'start' }}
        >
          {t('detection.addRule')}
        </Button>
      </Stack>
    </Fieldset>
  );
}

interface RowProps {
  readonly rule: Rule;
  readonly shapes: Shapes;
  /** Classes that the camera looks for. */
  readonly labels: readonly string[];
  readonly onChange: (rule: Rule) => void;
  readonly onRemove: () => void;
}

function RuleRow({ rule, shapes, labels, onChange, onRemove }: RowProps) {
  const { t } = useTranslation('cameras');
  const kinds = possibleKinds(shapes);
  return (
    <Stack gap={8} p="sm" bg="dark.8" style={{ borderRadius: 8 }} role="group" aria-label={rule.name}>
      <Group gap="sm" align="flex-end">
        <Switch
          aria-label={t('detection.ruleOn', { name: rule.name })}
          checked={rule.enabled}
          onChange={(event) => onChange({ ...rule, enabled: event.currentTarget.checked })}
          mb={8}
        />
        <TextInput
          label={t('detection.ruleName')}
          flex={1}
          miw={160}
          maxLength={60}
          error={rule.name.trim() === '' ? t('invalid.required') : undefined}
          value={rule.name}
          onChange={(event) => onChange({ ...rule, name: event.currentTarget.value })}
        />
        <Select
          label={t('detection.ruleKind')}
          allowDeselect={false}
          data={kinds.map((kind) => ({ value: kind, label: t(`detection.rule.${kind}`) }))}
          value={rule.kind}
          onChange={(value) => {
            const kind = kinds.find((one) => one === value);
            if (kind !== undefined) onChange(ruleOfKind(rule, kind, shapes));
          }}
          w={190}
        />
        <Place rule={rule} shapes={shapes} onChange={onChange} />
        <Tooltip label={t('detection.removeRule', { name: rule.name })}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            mb={2}
            aria-label={t('detection.removeRule', { name: rule.name })}
            onClick={onRemove}
          >
            <IconTrash size={18} />
          </ActionIcon>
        </Tooltip>
      </Group>
      <Group gap="sm" align="flex-end">
        {rule.kind === 'loiter' && (
          <NumberInput
            label={t('detection.seconds')}
            suffix=" s"
            min={1}
            max={3600}
            allowDecimal={false}
            clampBehavior="strict"
            w={120}
            value={rule.seconds}
            onChange={(value) => typeof value === 'number' && value >= 1 && onChange({ ...rule, seconds: value })}
          />
        )}
        {rule.kind === 'cross' && (
          <Select
            label={t('detection.direction')}
            allowDeselect={false}
            data={(['both', 'in', 'out'] as const).map((way) => ({ value: way, label: t(`detection.way.${way}`) }))}
            value={rule.direction}
            onChange={(value) => onChange({ ...rule, direction: value === 'in' || value === 'out' ? value : 'both' })}
            w={170}
          />
        )}
        <ClassesInput
          label={t('detection.ruleLabels')}
          placeholder={rule.labels.length === 0 ? t('detection.ruleAllLabels') : ''}
          names={labels}
          value={rule.labels}
          onChange={(chosen) => onChange({ ...rule, labels: chosen })}
          flex={1}
          miw={220}
        />
        <Checkbox
          label={t('detection.alert')}
          checked={rule.alert}
          onChange={(event) => onChange({ ...rule, alert: event.currentTarget.checked })}
          mb={9}
        />
      </Group>
      <Hours rule={rule} onChange={onChange} />
    </Stack>
  );
}

function Place({ rule, shapes, onChange }: Pick<RowProps, 'rule' | 'shapes' | 'onChange'>) {
  const { t } = useTranslation('cameras');
  const list = (items: readonly { readonly id: string; readonly name: string }[]) =>
    items.map(({ id, name }) => ({ value: id, label: name }));
  if (rule.kind === 'cross') {
    return (
      <Select
        label={t('detection.kind.wire')}
        allowDeselect={false}
        data={list(shapes.wires)}
        value={rule.wireId}
        onChange={(wireId) => wireId !== null && onChange({ ...rule, wireId })}
        w={190}
      />
    );
  }
  if (rule.kind === 'appear') {
    return (
      <Select
        label={t('detection.kind.zone')}
        placeholder={t('detection.anywhere')}
        clearable
        data={list(shapes.zones)}
        value={rule.zoneId}
        onChange={(zoneId) => onChange({ ...rule, zoneId })}
        w={190}
      />
    );
  }
  return (
    <Select
      label={t('detection.kind.zone')}
      allowDeselect={false}
      data={list(shapes.zones)}
      value={rule.zoneId}
      onChange={(zoneId) => zoneId !== null && onChange({ ...rule, zoneId })}
      w={190}
    />
  );
}

const everyDay = [0, 1, 2, 3, 4, 5, 6];

/** When the rule holds: always, or on some days from one time to another. */
function Hours({ rule, onChange }: Pick<RowProps, 'rule' | 'onChange'>) {
  const { t } = useTranslation('cameras');
  const days = useDayNames();
  const always = rule.hours.length === 0;
  const said = dayHoursOf(rule.hours);
  const night = { days: everyDay, fromMinute: 20 * 60, toMinute: 6 * 60 };
  const set = (change: Partial<typeof night>) =>
    onChange({ ...rule, hours: hoursOf({ ...(said ?? night), ...change }) });
  return (
    <Group gap="sm" mih={36}>
      <Checkbox
        label={t('detection.hoursOnly')}
        checked={!always}
        onChange={(event) => onChange({ ...rule, hours: event.currentTarget.checked ? hoursOf(night) : [] })}
      />
      {!always && said === null && (
        <Text size="sm" c="dimmed">
          {t('detection.hoursOdd')}
        </Text>
      )}
      {said !== null && (
        <>
          <Chip.Group
            multiple
            value={said.days.map(String)}
            onChange={(values) => values.length > 0 && set({ days: values.map(Number).sort((a, b) => a - b) })}
          >
            <Group gap={4}>
              {days.map(({ short }, day) => (
                <Chip key={short} value={String(day)} size="xs">
                  {short}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
          <Group gap={6} wrap="nowrap">
            {(['fromMinute', 'toMinute'] as const).map((end) => (
              <Fragment key={end}>
                {end === 'toMinute' && <span aria-hidden>–</span>}
                <TextInput
                  type="time"
                  size="xs"
                  aria-label={t(`detection.${end}`)}
                  value={clockOf(said[end])}
                  onChange={(event) => {
                    const minutes = minutesOf(event.currentTarget.value);
                    if (minutes !== null) set({ [end]: minutes });
                  }}
                />
              </Fragment>
            ))}
          </Group>
        </>
      )}
    </Group>
  );
}
