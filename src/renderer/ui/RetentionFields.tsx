import { NumberInput, SimpleGrid } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Retention } from '../../shared/recording-plan.ts';

const GB = 1_000_000_000;
const days = ['continuousDays', 'motionDays', 'eventDays'] as const;

/** How long footage is kept, by kind and by size; an empty field is null. */
export function RetentionFields(props: {
  readonly value: Retention;
  /** What an empty field means. */
  readonly placeholder: string;
  readonly onChange: (retention: Retention) => void;
}) {
  const { value, placeholder, onChange } = props;
  const { t } = useTranslation('common');
  const numberOrNull = (entered: number | string) => (entered === '' ? null : Number(entered));
  return (
    <SimpleGrid cols={2} verticalSpacing="sm">
      {days.map((field) => (
        <NumberInput
          key={field}
          label={t(`retention.${field}`)}
          placeholder={placeholder}
          suffix={t('retention.days')}
          min={0}
          max={3650}
          clampBehavior="strict"
          value={value[field] ?? ''}
          onChange={(entered) => onChange({ ...value, [field]: numberOrNull(entered) })}
        />
      ))}
      <NumberInput
        label={t('retention.maxBytes')}
        placeholder={placeholder}
        suffix=" GB"
        min={0}
        max={1_000_000}
        clampBehavior="strict"
        value={value.maxBytes === null ? '' : value.maxBytes / GB}
        onChange={(entered) => {
          const gigabytes = numberOrNull(entered);
          onChange({ ...value, maxBytes: gigabytes === null ? null : Math.round(gigabytes * GB) });
        }}
      />
    </SimpleGrid>
  );
}
