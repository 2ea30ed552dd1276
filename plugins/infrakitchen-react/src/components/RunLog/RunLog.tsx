import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { levels, lineKey, toLogRows, toLogText, type LogRow } from './logRows';
import { toStyledParts, type TextStyle } from './styledText';
import styles from './RunLog.module.css';
import { runLogTranslationRef, type Translate } from './translation';

/** What the log is narrowed down to; kept where its page keeps it. @public */
export interface RunLogView {
  /** Lines without it are left out. */
  search: string;
  /** The least grave level that is shown. */
  level: LogLine['level'];
}

/** Of a log that nobody has narrowed down. @public */
export const initialRunLogView: RunLogView = { search: '', level: 'info' };

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
  /** Where a page keeps what is shown in its URL. */
  view?: RunLogView;
  onViewChange?: (view: RunLogView) => void;
}) {
  const { t } = useTranslationRef(runLogTranslationRef);
  const { lines, connection, fileName, maxHeight = '60vh', anchor } = props;
  const [own, setOwn] = useState(initialRunLogView);
  const { search, level } = props.view ?? own;
  const change = (part: Partial<RunLogView>) =>
    (props.onViewChange ?? setOwn)({ search, level, ...part });
  const [follow, setFollow] = useState(anchor === undefined);
  const rows = useMemo(
    () => toLogRows(lines, search, level),
    [lines, search, level],
  );
  const linesText = t('runLog.lines', {
    count: lines.length,
    connection: t(`connection.${connection}`),
  });

  return (
    <Flex direction="column" gap="2">
      <Flex align="end" gap="3" className={styles.toolbar}>
        <SearchField
          label={t('runLog.search')}
          value={search}
          onChange={text => change({ search: text })}
          style={{ flex: '1 1 180px' }}
        />
        <Select
          label={t('runLog.level')}
          options={levels.map(id => ({ id, label: t(`level.${id}`) }))}
          value={level}
          onChange={key => change({ level: key as LogLine['level'] })}
        />
        <Switch
          label={t('runLog.follow')}
          isSelected={follow}
          onChange={setFollow}
          // In one line with the fields beside it.
          style={{ minHeight: 32, alignItems: 'center' }}
        />
        <Flex gap="1">
          <CopyButton label={t('runLog.copy')} text={toLogText(lines)} />
          <ButtonIcon
            size="small"
            variant="tertiary"
            aria-label={t('runLog.download')}
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
        label={t('runLog.label')}
        role="log"
        className={styles.log}
        rows={rows}
        rowKey={row => row.key}
        renderRow={row => (
          <LogRowView
            t={t}
            row={row}
            anchor={anchor}
            anchorHref={props.anchorHref}
          />
        )}
        focusedKey={anchor === undefined ? undefined : lineKey(anchor)}
        estimateHeight={20}
        maxHeight={maxHeight}
        stickToEnd={follow}
        onAtEndChange={setFollow}
      />
      <Text variant="body-small" color="secondary" role="status">
        {rows.length === 0 && lines.length > 0
          ? t('runLog.noneMatches', { lines: linesText })
          : linesText}
      </Text>
    </Flex>
  );
}

function LogRowView(props: {
  t: Translate;
  row: LogRow;
  anchor?: number;
  anchorHref?: (seq: number) => string;
}) {
  const { t, row, anchor, anchorHref } = props;
  if (row.kind === 'phase') {
    return <h4 className={styles.phase}>{t(`phase.${row.phase}`)}</h4>;
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
          aria-label={t('runLog.linkToLine', { time, line: String(seq) })}
        >
          {time}
        </Link>
      ) : (
        <span className={styles.time}>{time}</span>
      )}
      {level !== 'info' && <span className={styles.level}>{level}</span>}
      <span className={styles.message}>
        <Message text={message} />
      </span>
    </div>
  );
}

function Message(props: { text: string }) {
  const parts = useMemo(() => toStyledParts(props.text), [props.text]);
  return (
    <>
      {parts.map(({ text, style }, index) => {
        const className = classesOf(style);
        return className ? (
          <span key={index} className={className}>
            {text}
          </span>
        ) : (
          text
        );
      })}
    </>
  );
}

function classesOf(style: TextStyle): string {
  const { colour, background, bold, italic, underline, strikethrough } = style;
  return [
    background && styles[`${background}Background`],
    colour && styles[colour],
    bold && styles.bold,
    italic && styles.italic,
    underline && styles.underline,
    strikethrough && styles.strikethrough,
  ]
    .filter(Boolean)
    .join(' ');
}
