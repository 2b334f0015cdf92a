import { Button, Group, Menu, Modal, ScrollArea, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CameraId } from '../../../shared/camera.ts';
import { LiveVideo } from '../../live/LiveVideo.tsx';
import { useCamera } from '../../state/camera-store.ts';
import {
  drawnOf,
  freeId,
  leastPoints,
  mostShapes,
  shapeKinds,
  shapesOf,
  type Drawn,
  type Shape,
  type ShapeKind,
} from '../model/drawing.ts';
import { DiscardDialog } from '../DiscardDialog.tsx';
import classes from './Detection.module.css';
import { PictureEditor, type Draft } from './PictureEditor.tsx';
import { ShapeItem } from './ShapeItem.tsx';
import { StepButtons } from './StepButtons.tsx';
import { useDrawing } from './use-drawing.ts';

const prefixes: Readonly<Record<ShapeKind, string>> = { zone: 'z', wire: 'w', mask: 'mask', motionMask: 'motion' };

/** Zones, trip-wires and masks, drawn on the live picture. Nothing is changed until it is taken over. */
export function ZoneEditor(props: {
  readonly cameraId: CameraId | null;
  readonly drawn: Drawn;
  readonly onDone: (drawn: Drawn) => void;
  readonly onClose: () => void;
}) {
  const { cameraId, drawn, onDone, onClose } = props;
  const { t } = useTranslation('cameras');
  const { t: common } = useTranslation('common');
  const handle = useDrawing(shapesOf(drawn));
  const [selected, setSelected] = useState<string | null>(null);
  const [draft, setDraft] = useState<Draft | null>(null);
  const { shapes } = handle.drawing;
  const untouched = handle.drawing.shapes === handle.drawing.first;
  const [asking, setAsking] = useState(false);
  const close = () => (untouched ? onClose() : setAsking(true));
  const unnamed = shapes.some(({ kind, name }) => (kind === 'zone' || kind === 'wire') && name.trim() === '');

  const add = (done: Draft) => {
    const id = freeId(
      prefixes[done.kind],
      shapes.map((shape) => shape.id),
    );
    const number = shapes.filter(({ kind }) => kind === done.kind).length + 1;
    const name = done.kind === 'zone' || done.kind === 'wire' ? t(`detection.newName.${done.kind}`, { number }) : '';
    handle.change((before) => [...before, { id, kind: done.kind, name, points: done.points }]);
    setDraft(null);
    setSelected(id);
  };
  const finishes = draft !== null && draft.points.length >= leastPoints(draft.kind);
  return (
    <Modal
      opened
      onClose={close}
      title={<Text fw={600}>{t('detection.editor')}</Text>}
      size="min(1240px, 96vw)"
      closeOnClickOutside={false}
      closeOnEscape={draft === null && !asking}
      closeButtonProps={{ 'aria-label': common('action.close') }}
      onKeyDown={(event) => {
        if (draft === null) return;
        if (event.key === 'Escape') setDraft(null);
        if (event.key === 'Enter' && finishes) add(draft);
      }}
    >
      <div className={classes['editor']}>
        <Stage
          cameraId={cameraId}
          handle={handle}
          selected={selected}
          onSelect={setSelected}
          draft={draft}
          onDraft={setDraft}
          onDrawn={add}
        />
        <Stack gap="sm">
          <Group gap="xs" wrap="nowrap">
            <AddMenu shapes={shapes} disabled={draft !== null} onAdd={(kind) => setDraft({ kind, points: [] })} />
            <StepButtons handle={handle} />
          </Group>
          {draft !== null && (
            <>
              <Text size="sm" role="status">
                {t(draft.kind === 'wire' ? 'detection.drawWire' : 'detection.drawArea')}
              </Text>
              <Group gap="xs">
                <Button size="compact-md" disabled={!finishes} onClick={() => add(draft)}>
                  {t('detection.finish')}
                </Button>
                <Button size="compact-md" variant="default" onClick={() => setDraft(null)}>
                  {common('action.cancel')}
                </Button>
              </Group>
            </>
          )}
          <ScrollArea.Autosize mah={420}>
            <Stack gap={6}>
              {shapes.length === 0 && draft === null && <Text c="dimmed">{t('detection.noShapes')}</Text>}
              {shapes.map((shape) => (
                <ShapeItem
                  key={shape.id}
                  shape={shape}
                  handle={handle}
                  selected={shape.id === selected}
                  onSelect={setSelected}
                />
              ))}
            </Stack>
          </ScrollArea.Autosize>
          {draft === null && (
            <Text size="xs" c="dimmed">
              {t('detection.editorHint')}
            </Text>
          )}
        </Stack>
      </div>
      <Group justify="flex-end" mt="md">
        {unnamed && (
          <Text size="sm" c="red.4" mr="auto">
            {t('detection.nameMissing')}
          </Text>
        )}
        <Button variant="default" onClick={close}>
          {common('action.cancel')}
        </Button>
        <Button disabled={unnamed || draft !== null} onClick={() => onDone(drawnOf(shapes))}>
          {t('detection.takeOver')}
        </Button>
      </Group>
      <DiscardDialog opened={asking} onBack={() => setAsking(false)} onDiscard={onClose} />
    </Modal>
  );
}

function Stage({
  cameraId,
  ...editor
}: { readonly cameraId: CameraId | null } & Omit<Parameters<typeof PictureEditor>[0], 'aspect'>) {
  const { t } = useTranslation('cameras');
  const view = useCamera(cameraId);
  const facts = (view?.stats?.sub ?? view?.stats?.main)?.video;
  const aspect = facts === undefined || facts.width === 0 ? 9 / 16 : facts.height / facts.width;
  const live = view?.status.state === 'ok';
  return (
    <div className={classes['stage']} style={{ aspectRatio: `${1 / aspect}` }}>
      {view !== undefined && (
        <LiveVideo
          cameraId={view.camera.id}
          stream="sub"
          active={live}
          className={classes['video'] ?? ''}
          label={t('detection.picture', { name: view.camera.name })}
          onReport={nothing}
        />
      )}
      <PictureEditor aspect={aspect} {...editor} />
      {!live && (
        <Text size="sm" className={classes['note'] ?? ''} role="status">
          {t('detection.noPicture')}
        </Text>
      )}
    </div>
  );
}

const nothing = (): void => undefined;

function AddMenu({
  shapes,
  disabled,
  onAdd,
}: {
  readonly shapes: readonly Shape[];
  readonly disabled: boolean;
  readonly onAdd: (kind: ShapeKind) => void;
}) {
  const { t } = useTranslation('cameras');
  const count = (kind: ShapeKind) => shapes.filter((shape) => shape.kind === kind).length;
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button leftSection={<IconPlus size={16} />} disabled={disabled} flex={1}>
          {t('detection.add')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {shapeKinds.map((kind) => (
          <Menu.Item
            key={kind}
            disabled={count(kind) >= mostShapes(kind)}
            leftSection={<span className={classes['swatch']} data-kind={kind} />}
            onClick={() => onAdd(kind)}
          >
            {t(`detection.kind.${kind}`)}
            <Text size="xs" c="dimmed">
              {t(`detection.kindHint.${kind}`)}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
