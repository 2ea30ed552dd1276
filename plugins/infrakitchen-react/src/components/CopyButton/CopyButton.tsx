import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useEffect, useState } from 'react';
import { ButtonIcon } from '@backstage/ui';
import { RiCheckLine, RiFileCopyLine } from '@remixicon/react';
import { copyButtonTranslationRef } from './translation';

/**
 * Copies a text to the clipboard and says that it did.
 *
 * @public
 */
export function CopyButton(props: { label: string; text: string }) {
  const { t } = useTranslationRef(copyButtonTranslationRef);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) {
      return undefined;
    }
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <ButtonIcon
      size="small"
      variant="tertiary"
      aria-label={copied ? t('copyButton.copied') : props.label}
      icon={copied ? <RiCheckLine /> : <RiFileCopyLine />}
      onPress={async () => {
        await navigator.clipboard.writeText(props.text);
        setCopied(true);
      }}
    />
  );
}
