import { Button, Stack, Text } from '@mantine/core';
import { IconEyeSearch, IconWalk } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useCameraStore } from '../state/camera-store.ts';

/** Why there are no events, and what to do about it. */
export function NoEvents({ onClear }: { /** Given where filters leave nothing. */ readonly onClear?: () => void }) {
  const { t } = useTranslation('events');
  const cameras = useCameraStore((state) => state.cameras) ?? [];
  const off = !cameras.some(({ camera }) => camera.detection.enabled);
  const first = cameras[0]?.camera;
  const Icon = off ? IconEyeSearch : IconWalk;
  if (onClear !== undefined) {
    return (
      <Stack align="center" gap="sm" p="xl" ta="center">
        <IconWalk size={44} stroke={1.3} aria-hidden />
        <Text fw={600}>{t('empty.filterTitle')}</Text>
        <Button variant="default" onClick={onClear}>
          {t('empty.clear')}
        </Button>
      </Stack>
    );
  }
  return (
    <Stack align="center" gap="sm" p="xl" ta="center">
      <Icon size={44} stroke={1.3} aria-hidden />
      <Text fw={600}>{off ? t('empty.offTitle') : t('empty.title')}</Text>
      <Text c="dimmed" maw={420}>
        {off ? t('empty.offText') : t('empty.text')}
      </Text>
      {off && (
        <Button
          component={Link}
          href={first === undefined ? '/cameras?add=1' : `/cameras?edit=${first.id}&tab=detection`}
          variant="light"
        >
          {first === undefined ? t('empty.noCameras') : t('empty.setUp')}
        </Button>
      )}
    </Stack>
  );
}
