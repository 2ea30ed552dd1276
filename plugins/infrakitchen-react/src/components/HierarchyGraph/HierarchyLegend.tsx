import { Flex, Switch } from '@backstage/ui';
import styles from './HierarchyGraph.module.css';

/** What the lines of the canvas mean, and whether references are among them. */
export function HierarchyLegend(props: {
  isOn: boolean;
  onChange: (on: boolean) => void;
}) {
  const { isOn, onChange } = props;
  return (
    <Flex gap="4" align="center" style={{ flexWrap: 'wrap' }}>
      <ul className={styles.legend} aria-label="Lines">
        <li>
          <Line /> Parent above child
        </li>
        {isOn && (
          <li className={styles.reference}>
            <Line dashed /> Output feeds a variable
          </li>
        )}
      </ul>
      <Switch label="References" isSelected={isOn} onChange={onChange} />
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
