import { ActionIcon, Text, TextInput, Tooltip } from '@mantine/core';
import { IconArrowsExchange, IconTrash } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { renamed, turned, type Shape } from '../model/drawing.ts';
import classes from './Detection.module.css';
import type { DrawingHandle } from './use-drawing.ts';

/** One shape of the list: its name, and what can be done with it. */
export function ShapeItem(props: {
  readonly shape: Shape;
  readonly handle: DrawingHandle;
  readonly selected: boolean;
  readonly onSelect: (id: string | null) => void;
}) {
  const { shape, handle, selected, onSelect } = props;
  const { t } = useTranslation('cameras');
  // All letters typed in one go are one step back.
  const typing = useRef(false);
  const rest = () => {
    typing.current = false;
  };
  const named = shape.kind === 'zone' || shape.kind === 'wire';
  const label = named ? shape.name : t(`detection.kind.${shape.kind}`);
  return (
    <div
      className={classes['item']}
      data-selected={selected}
      onClick={() => onSelect(shape.id)}
      onFocus={() => onSelect(shape.id)}
    >
      <span className={classes['swatch']} data-kind={shape.kind} />
      {named ? (
        <TextInput
          size="xs"
          flex={1}
          maxLength={60}
          aria-label={t('detection.name', { kind: t(`detection.kind.${shape.kind}`) })}
          value={shape.name}
          onChange={(event) => {
            const name = event.currentTarget.value;
            handle.change((shapes) => renamed(shapes, shape.id, name), typing.current);
            typing.current = true;
          }}
          onBlur={rest}
          onKeyDown={(event) => event.key === 'Enter' && rest()}
        />
      ) : (
        <Text size="sm" flex={1}>
          {label}
        </Text>
      )}
      {shape.kind === 'wire' && (
        <Tooltip label={t('detection.turn')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('detection.turn')}
            onClick={() => handle.change((shapes) => turned(shapes, shape.id))}
          >
            <IconArrowsExchange size={16} />
          </ActionIcon>
        </Tooltip>
      )}
      <Tooltip label={t('detection.remove', { name: label })}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('detection.remove', { name: label })}
          onClick={(event) => {
            event.stopPropagation();
            onSelect(null);
            handle.change((shapes) => shapes.filter(({ id }) => id !== shape.id));
          }}
        >
          <IconTrash size={16} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
