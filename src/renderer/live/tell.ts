import { notifications } from '@mantine/notifications';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../app/error-text.ts';

/** Short messages in the corner. */
export function useTell(): {
  readonly failed: (title: string, error: unknown) => void;
  readonly done: (message: string) => void;
} {
  const { t } = useTranslation();
  return useMemo(
    () => ({
      failed: (title, error) => void notifications.show({ color: 'red', title, message: errorText(t, error) }),
      done: (message) => void notifications.show({ color: 'teal', message, autoClose: 3000 }),
    }),
    [t],
  );
}
