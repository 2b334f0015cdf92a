import { Anchor, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ModelView } from '../../shared/models.ts';
import { formatBytes, formatDate, formatNumber, useClassWords } from '../ui/index.ts';
import classes from './Models.module.css';

/** What is known of a model. */
export function ModelFacts({ model }: { readonly model: ModelView }) {
  const { t } = useTranslation('models');
  const words = useClassWords();
  const { input, labels: names, licence, publisher, homepage, cocoAp, speed, addedMs } = model;
  const labels = names.map(words.label);
  return (
    <>
      <Text size="sm" c="dimmed" lineClamp={2}>
        {t(`purpose.${model.purpose}`)}
        {homepage !== null && publisher !== null && (
          <>
            {', '}
            <Anchor href={homepage} target="_blank" rel="noreferrer" size="sm">
              {t('fact.from', { publisher })}
            </Anchor>
          </>
        )}
        {model.source === 'file' && addedMs !== null && <>, {t('fact.added', { when: formatDate(addedMs) })}</>}
      </Text>
      <dl className={classes['facts']}>
        <Fact name={t('fact.speed')}>{speed === null ? t('fact.unknown') : t(`speed.${speed}`)}</Fact>
        <Fact name={t('fact.accuracy')}>{cocoAp === null ? t('fact.unstated') : formatNumber(cocoAp, 1)}</Fact>
        <Fact name={t('fact.size')}>{formatBytes(model.sizeBytes)}</Fact>
        <Fact name={t('fact.licence')}>{licence ?? t('fact.unknown')}</Fact>
        <Fact name={t('fact.family')}>
          {model.family}, {input === null ? t('fact.anySize') : `${input.width} × ${input.height}`}
        </Fact>
        <Fact name={t('fact.classes')}>
          <span title={labels.join(', ')}>{labels.length === 1 ? labels[0] : labels.length}</span>
        </Fact>
      </dl>
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={classes['fact']}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
