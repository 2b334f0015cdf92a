import { useTranslation } from 'react-i18next';

/** Names of the days from Monday on, in the language of the interface. */
export function useDayNames(): { readonly short: string; readonly long: string }[] {
  const { i18n } = useTranslation();
  return Array.from({ length: 7 }, (_day, day) => {
    // 5 January 2026 was a Monday.
    const date = new Date(2026, 0, 5 + day);
    const name = (weekday: 'short' | 'long') => new Intl.DateTimeFormat(i18n.language, { weekday }).format(date);
    return { short: name('short'), long: name('long') };
  });
}
