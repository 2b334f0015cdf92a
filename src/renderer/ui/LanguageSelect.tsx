import { Select } from '@mantine/core';
import { IconLanguage } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { isLanguage, languages } from '../../shared/languages.ts';
import { chooseLanguage, languageNames } from '../i18n/index.ts';

const options = languages.map((value) => ({ value, label: languageNames[value] }));

/** Chooses the language of the interface, at once. */
export function LanguageSelect({ description }: { readonly description?: string }) {
  const { t, i18n } = useTranslation('common');
  return (
    <Select
      label={t('language.label')}
      description={description}
      leftSection={<IconLanguage size={18} aria-hidden />}
      data={options}
      value={i18n.language}
      allowDeselect={false}
      onChange={(value) => {
        if (isLanguage(value)) void chooseLanguage(value);
      }}
    />
  );
}
