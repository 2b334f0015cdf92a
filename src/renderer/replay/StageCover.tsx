import { Button, Group, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import type { TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './Replay.module.css';

export interface WayOut {
  readonly label: string;
  readonly onClick: () => void;
}

/** What stands in the picture's place when there is none: why, and what can be done. */
export function StageCover(props: {
  readonly icon: TablerIcon;
  readonly title: string;
  readonly hint?: ReactNode;
  readonly ways?: readonly WayOut[];
}) {
  const { icon: Icon, title, hint, ways = [] } = props;
  return (
    <div className={classes['cover']} role="status">
      <Stack align="center" gap="sm" maw={560}>
        <ThemeIcon size={64} radius="xl" variant="light" color="gray">
          <Icon size={34} stroke={1.5} />
        </ThemeIcon>
        <Title order={3}>{title}</Title>
        {hint !== undefined && <Text c="dimmed">{hint}</Text>}
        {ways.length > 0 && (
          <Group mt="xs" justify="center">
            {ways.map(({ label, onClick }, index) => (
              <Button key={label} variant={index === 0 ? 'filled' : 'default'} onClick={onClick}>
                {label}
              </Button>
            ))}
          </Group>
        )}
      </Stack>
    </div>
  );
}
