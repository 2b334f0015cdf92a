import { Button, Group, Modal, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** Asks before changes are lost. */
export function DiscardDialog(props: {
  readonly opened: boolean;
  readonly onBack: () => void;
  readonly onDiscard: () => void;
}) {
  const { t } = useTranslation('cameras');
  return (
    <Modal
      opened={props.opened}
      onClose={props.onBack}
      title={t('unsaved.title')}
      centered
      size="sm"
      withCloseButton={false}
    >
      <Text mb="lg">{t('unsaved.text')}</Text>
      <Group justify="flex-end">
        <Button variant="default" data-autofocus onClick={props.onBack}>
          {t('unsaved.back')}
        </Button>
        <Button color="red" onClick={props.onDiscard}>
          {t('unsaved.discard')}
        </Button>
      </Group>
    </Modal>
  );
}
