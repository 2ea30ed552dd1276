import { useMemo, useState } from 'react';
import {
  ButtonIcon,
  Flex,
  Link,
  SearchField,
  Select,
  Switch,
  Text,
} from '@backstage/ui';
import { RiDownloadLine } from '@remixicon/react';
import { DateTime } from 'luxon';
import type { LogLine } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { RunConnection } from '../../hooks';
import { downloadFile } from '../../util/download';
import { CopyButton } from '../CopyButton';
import { VirtualList } from '../VirtualList';
import {
  lineKey,
  phaseLabels,
  plainMessage,
  toLogRows,
  toLogText,
  type LogRow,
} from './logRows';
import styles from './RunLog.module.css';

const connectionTexts: Record<RunConnection, string> = {
  connecting: 'Connecting …',
  live: 'Live',
  polling: 'Live updates are not available; refreshing every few seconds',
  ended: 'Complete',
};

/**
 * The log of a run while it grows. Stays at the end unless the reader scrolls
 * up.
 *
 * @public
 */
export function RunLog(props: {
  lines: LogLine[];
  connection: RunConnection;
  /** Name of the file that a download gets. */
  fileName: string;
  maxHeight?: number | string;
  /** Number of the line that a link leads to. */
  anchor?: number;
  /** Makes the time of each line a link to it. */
  anchorHref?: (seq: number) => string;
}) {
  const { lines, connection, fileName, maxHeight = '60vh', anchor } = props;
  const [search, setSearch] = useState('');
  const [level, setLevel] = useState<LogLine['level']>('info');
  const [follow, setFollow] = useState(anchor === undefined);
  const rows = useMemo(
    () => toLogRows(lines, search, level),
    [lines, search, level],
  );

  return (
    <Flex direction="column" gap="2">
      <Flex align="end" gap="3" className={styles.toolbar}>
        <SearchField
          label="Search log"
          value={search}
          onChange={setSearch}
          style={{ flex: '1 1 180px' }}
        />
        <Select
          label="Level"
          options={[
            { id: 'debug', label: 'Debug and above' },
            { id: 'info', label: 'Info and above' },
            { id: 'warn', label: 'Warnings and errors' },
            { id: 'error', label: 'Errors only' },
          ]}
          value={level}
          onChange={key => setLevel(key as LogLine['level'])}
        />
        <Switch
          label="Follow log"
          isSelected={follow}
          onChange={setFollow}
          // In one line with the fields beside it.
          style={{ minHeight: 32, alignItems: 'center' }}
        />
        <Flex gap="1">
          <CopyButton label="Copy log" text={toLogText(lines)} />
          <ButtonIcon
            size="small"
            variant="tertiary"
            aria-label="Download log"
            icon={<RiDownloadLine />}
            onPress={() =>
              downloadFile(
                fileName,
                new Blob([toLogText(lines)], { type: 'text/plain' }),
              )
            }
          />
        </Flex>
      </Flex>
      <VirtualList
        label="Run log"
        role="log"
        className={styles.log}
        rows={rows}
        rowKey={row => row.key}
        renderRow={row => (
          <LogRowView row={row} anchor={anchor} anchorHref={props.anchorHref} />
        )}
        focusedKey={anchor === undefined ? undefined : lineKey(anchor)}
        estimateHeight={20}
        maxHeight={maxHeight}
        stickToEnd={follow}
        onAtEndChange={setFollow}
      />
      <Text variant="body-small" color="secondary" role="status">
        {connectionTexts[connection]} · {lines.length} lines
        {rows.length === 0 && lines.length > 0 && ' · none matches the filter'}
      </Text>
    </Flex>
  );
}

function LogRowView(props: {
  row: LogRow;
  anchor?: number;
  anchorHref?: (seq: number) => string;
}) {
  const { row, anchor, anchorHref } = props;
  if (row.kind === 'phase') {
    return <h4 className={styles.phase}>{phaseLabels[row.phase]}</h4>;
  }
  const { seq, at, level, message } = row.line;
  const time = DateTime.fromISO(at).toFormat('HH:mm:ss');
  const isTarget = seq === anchor;
  return (
    <div
      className={`${styles.line} ${styles[level] ?? ''} ${
        isTarget ? styles.target : ''
      }`}
      aria-current={isTarget ? 'location' : undefined}
    >
      {anchorHref ? (
        <Link
          className={styles.time}
          style={{ font: 'inherit', textDecoration: 'none' }}
          href={anchorHref(seq)}
          aria-label={`${time}, link to line ${seq}`}
        >
          {time}
        </Link>
      ) : (
        <span className={styles.time}>{time}</span>
      )}
      {level !== 'info' && <span className={styles.level}>{level}</span>}
      <span className={styles.message}>{plainMessage(message)}</span>
    </div>
  );
}
