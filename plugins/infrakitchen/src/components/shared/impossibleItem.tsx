import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ReactElement } from 'react';
import { MenuItem } from '@backstage/ui';
import styles from './impossibleItem.module.css';
import { sharedTranslationRef } from './translation';

interface ImpossibleItem {
  key: string;
  label: string;
  icon: ReactElement;
  reasons: string[];
}

/**
 * Gives an item of a menu that cannot be chosen now, and says why. A disabled
 * one takes no focus, so nobody who uses a keyboard could read that: this one
 * does nothing instead.
 *
 * A function and no component: menus look through what is in them.
 */
export function useImpossibleItem(): (item: ImpossibleItem) => ReactElement {
  const { t } = useTranslationRef(sharedTranslationRef);
  return item =>
    impossibleItem(
      item,
      t('impossibleItem.notPossible', { reasons: item.reasons.join(' ') }),
    );
}

function impossibleItem(item: ImpossibleItem, why: string): ReactElement {
  return (
    <MenuItem
      key={item.key}
      id={item.key}
      className={styles.impossible}
      iconStart={item.icon}
      textValue={`${item.label}. ${why}`}
      shouldCloseOnSelect={false}
    >
      <span className={styles.text}>
        {item.label}
        <span className={styles.why}>{why}</span>
      </span>
    </MenuItem>
  );
}
