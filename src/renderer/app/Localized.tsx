import { MantineProvider, mergeThemeOverrides, NumberInput } from '@mantine/core';
import { DatesProvider } from '@mantine/dates';
import 'dayjs/locale/vi';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { theme } from './theme.ts';

/** The decimal sign of a language: `.` or `,`. */
function decimalSign(language: string): string {
  const parts = new Intl.NumberFormat(language).formatToParts(0.5);
  return parts.find(({ type }) => type === 'decimal')?.value ?? '.';
}

/** Theme, fields of numbers and calendars, in the language of the interface. */
export function Localized({ children }: { readonly children: ReactNode }) {
  const { i18n } = useTranslation();
  const language = i18n.language;
  const localized = useMemo(() => {
    const defaultProps = { decimalSeparator: decimalSign(language) };
    return mergeThemeOverrides(theme, { components: { NumberInput: NumberInput.extend({ defaultProps }) } });
  }, [language]);
  return (
    <MantineProvider theme={localized} defaultColorScheme="dark">
      <DatesProvider settings={{ locale: language }}>{children}</DatesProvider>
    </MantineProvider>
  );
}
