import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { Button, Flex } from '@backstage/ui';
import { RiEyeLine, RiEyeOffLine } from '@remixicon/react';
import {
  Chip,
  CopyButton,
  formatValue,
  JsonValueView,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { useAction, WriteError } from '../../shared';
import { resourcesDetailTranslationRef } from './translation';

/**
 * A sensitive output, in clear once somebody asks for it. The value lives in
 * this component alone and is forgotten when it is hidden.
 */
export function SensitiveOutput(props: { resourceId: string; name: string }) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { resourceId, name } = props;
  const api = useInfrakitchenApi();
  const action = useAction();
  const [revealed, setRevealed] = useState<{ value: unknown }>();
  if (revealed) {
    return (
      <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
        <JsonValueView value={revealed.value} />
        <CopyButton
          label={t('sensitiveOutput.copyOutputName', { name })}
          text={formatValue(revealed.value)}
        />
        <Button
          size="small"
          variant="secondary"
          iconStart={<RiEyeOffLine />}
          aria-label={t('sensitiveOutput.hideOutputName', { name })}
          onPress={() => setRevealed(undefined)}
        >
          {t('sensitiveOutput.hide')}
        </Button>
      </Flex>
    );
  }
  return (
    <Flex direction="column" gap="2">
      <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
        <Chip>{t('sensitiveOutput.sensitiveNotShown')}</Chip>
        <Button
          size="small"
          variant="secondary"
          iconStart={<RiEyeLine />}
          aria-label={t('sensitiveOutput.revealOutputName', { name })}
          isPending={action.pending !== undefined}
          onPress={() =>
            action.run('reveal', async () => {
              const { value } = await api.revealOutput(resourceId, name);
              setRevealed({ value });
            })
          }
        >
          {t('sensitiveOutput.reveal')}
        </Button>
      </Flex>
      <WriteError
        error={action.error}
        title={t('sensitiveOutput.itWasNotRevealed')}
      />
    </Flex>
  );
}
