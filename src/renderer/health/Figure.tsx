import { Paper, Text } from '@mantine/core';
import classes from './Health.module.css';

/** One figure with its name above and a remark below; a good or bad one has a coloured edge. */
export function Figure(props: {
  readonly name: string;
  readonly value: string;
  readonly note: string;
  readonly tone?: 'good' | 'warning' | 'bad';
}) {
  return (
    <Paper withBorder p="md" className={classes['figure'] ?? ''} data-tone={props.tone ?? 'plain'}>
      <Text size="sm" c="dimmed">
        {props.name}
      </Text>
      <Text className={classes['value'] ?? ''}>{props.value}</Text>
      <Text size="sm" c="dimmed">
        {props.note}
      </Text>
    </Paper>
  );
}
