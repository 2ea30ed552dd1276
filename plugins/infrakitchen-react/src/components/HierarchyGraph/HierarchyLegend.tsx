import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Switch } from '@backstage/ui';
import styles from './HierarchyGraph.module.css';
import { hierarchyGraphTranslationRef } from './translation';

/** What the lines of the canvas mean, and whether references are among them. */
export function HierarchyLegend(props: {
  isOn: boolean;
  onChange: (on: boolean) => void;
}) {
  const { t } = useTranslationRef(hierarchyGraphTranslationRef);
  const { isOn, onChange } = props;
  return (
    <Flex gap="4" align="center" style={{ flexWrap: 'wrap' }}>
      <ul className={styles.legend} aria-label={t('legend.lines')}>
        <li>
          <Line /> {t('legend.parentAboveChild')}
        </li>
        {isOn && (
          <li className={styles.reference}>
            <Line dashed /> {t('legend.outputFeedsVariable')}
          </li>
        )}
      </ul>
      <Switch
        label={t('legend.references')}
        isSelected={isOn}
        onChange={onChange}
      />
    </Flex>
  );
}

function Line(props: { dashed?: boolean }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 28 8">
      <line
        x1="0"
        y1="4"
        x2="28"
        y2="4"
        strokeDasharray={props.dashed ? '6 4' : undefined}
      />
    </svg>
  );
}
