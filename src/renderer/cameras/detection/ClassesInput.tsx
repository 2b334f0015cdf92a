import { TagsInput, type TagsInputProps } from '@mantine/core';
import { useMemo } from 'react';
import { useClassWords } from '../../ui/index.ts';
import { classTags } from '../model/classes.ts';

/** Classes, read and typed in the language of the interface, and kept by the model's own names. */
export function ClassesInput({
  names,
  value,
  onChange,
  ...rest
}: Omit<TagsInputProps, 'data' | 'value' | 'onChange'> & {
  /** What is offered. */
  readonly names: readonly string[];
  readonly value: readonly string[];
  readonly onChange: (names: string[]) => void;
}) {
  const { label } = useClassWords();
  const tags = useMemo(() => classTags([...names, ...value], label), [names, value, label]);
  return (
    <TagsInput
      {...rest}
      data={tags.words(names)}
      value={tags.words(value)}
      onChange={(words) => onChange(tags.names(words))}
    />
  );
}
