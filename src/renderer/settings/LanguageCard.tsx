import { Paper } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LanguageSelect } from '../ui/index.ts';

/** The choice of the language. It is this browser's own, so it is stored at once and not with the form. */
export function LanguageCard() {
  const { t } = useTranslation('common');
  return (
    <Paper withBorder p="md" data-testid="language-card">
      <LanguageSelect description={t('language.hint')} />
    </Paper>
  );
}
