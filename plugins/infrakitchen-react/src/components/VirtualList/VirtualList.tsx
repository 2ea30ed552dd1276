import {
  useCallback,
  useEffect,
  useRef,
  type CSSProperties,
  type ReactNode,
  type UIEvent,
} from 'react';
import {
  defaultRangeExtractor,
  useVirtualizer,
  type Range,
} from '@tanstack/react-virtual';

/**
 * Below this number all rows are in the page, so that the browser's own search
 * finds them.
 */
const VIRTUAL_FROM = 300;

/** By then a page has loaded what is above a list. */
const SETTLES_MS = 5_000;

interface VirtualListProps<T> {
  label: string;
  rows: T[];
  rowKey: (row: T) => string | number;
  renderRow: (row: T) => ReactNode;
  estimateHeight: number;
  maxHeight: number | string;
  /** `log` for lines that keep coming, `tree` for rows that are its items. */
  role?: 'list' | 'log' | 'tree';
  className?: string;
  /** Brought into view once it is there. */
  focusedKey?: string | number;
  /**
   * Has the focus, or takes it next: always drawn, and brought into view when it
   * becomes another one.
   */
  activeKey?: string | number;
  /** Keeps the last row in view. */
  stickToEnd?: boolean;
  /** Tells whether the end is in view after the user scrolled. */
  onAtEndChange?: (atEnd: boolean) => void;
}

/**
 * A scrolling list that draws only the rows in view once there are many.
 */
export function VirtualList<T>(props: VirtualListProps<T>) {
  const { rows, rowKey, renderRow, role = 'list', stickToEnd } = props;
  const parent = useRef<HTMLDivElement>(null);
  const virtual = rows.length >= VIRTUAL_FROM;
  const { activeKey } = props;
  const active =
    activeKey === undefined
      ? -1
      : rows.findIndex(row => rowKey(row) === activeKey);
  const rangeExtractor = useCallback(
    (range: Range) => {
      const drawn = defaultRangeExtractor(range);
      return active < 0 || drawn.includes(active)
        ? drawn
        : [...drawn, active].sort((a, b) => a - b);
    },
    [active],
  );
  const virtualizer = useVirtualizer({
    count: virtual ? rows.length : 0,
    getScrollElement: () => parent.current,
    estimateSize: () => props.estimateHeight,
    getItemKey: index => rowKey(rows[index]),
    // Items of a tree are heavy, and moved along one by one.
    overscan: role === 'tree' ? 8 : 20,
    rangeExtractor,
  });

  useEffect(() => {
    if (virtual && active >= 0) {
      virtualizer.scrollToIndex(active, { align: 'auto' });
    }
  }, [active, virtual, virtualizer]);

  const end = rows.length - 1;
  useEffect(() => {
    if (!stickToEnd || end < 0) {
      return;
    }
    if (virtual) {
      virtualizer.scrollToIndex(end, { align: 'end' });
    } else if (parent.current) {
      parent.current.scrollTop = parent.current.scrollHeight;
    }
  }, [stickToEnd, end, virtual, virtualizer]);

  const { focusedKey } = props;
  const focused =
    focusedKey === undefined
      ? -1
      : rows.findIndex(row => rowKey(row) === focusedKey);
  useEffect(() => {
    if (focused < 0) {
      return undefined;
    }
    if (virtual) {
      virtualizer.scrollToIndex(focused, { align: 'center' });
    }
    return keepInView(() =>
      virtual ? parent.current : parent.current?.children[focused],
    );
  }, [focused, virtual, virtualizer]);

  const onScroll = (event: UIEvent<HTMLDivElement>) => {
    const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
    props.onAtEndChange?.(scrollTop + clientHeight >= scrollHeight - 40);
  };

  const itemRole = role === 'list' ? 'listitem' : undefined;
  const presented = role === 'tree' ? 'presentation' : undefined;
  return (
    <div
      ref={parent}
      role={role}
      aria-label={props.label}
      // Each new line would be read aloud; readers can walk the log instead.
      aria-live={role === 'log' ? 'off' : undefined}
      // Scrolling regions must be reachable by keyboard; a tree is by its items.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={role === 'tree' ? undefined : 0}
      className={props.className}
      style={
        // A short tree scrolls with its page.
        role === 'tree' && !virtual
          ? undefined
          : { maxHeight: props.maxHeight, overflow: 'auto' }
      }
      onScroll={onScroll}
    >
      {virtual ? (
        <div
          role="presentation"
          style={{ height: virtualizer.getTotalSize(), position: 'relative' }}
        >
          {virtualizer.getVirtualItems().map(item => (
            <div
              key={item.key}
              ref={virtualizer.measureElement}
              data-index={item.index}
              role={itemRole ?? presented}
              aria-setsize={itemRole && rows.length}
              aria-posinset={itemRole && item.index + 1}
              style={placed(item.start)}
            >
              {renderRow(rows[item.index])}
            </div>
          ))}
        </div>
      ) : (
        rows.map(row => (
          <div key={rowKey(row)} role={itemRole ?? presented}>
            {renderRow(row)}
          </div>
        ))
      )}
    </div>
  );
}

/**
 * Brings something into view, again while what is above it still grows, and no
 * more once the reader does something.
 */
function keepInView(find: () => Element | null | undefined): () => void {
  const bring = () => find()?.scrollIntoView?.({ block: 'nearest' });
  bring();
  if (typeof ResizeObserver === 'undefined') {
    return () => undefined;
  }
  const observer = new ResizeObserver(bring);
  observer.observe(document.body);
  const stop = () => observer.disconnect();
  const timer = setTimeout(stop, SETTLES_MS);
  const signs = ['wheel', 'pointerdown', 'keydown', 'touchstart'];
  signs.forEach(sign => window.addEventListener(sign, stop, { passive: true }));
  return () => {
    stop();
    clearTimeout(timer);
    signs.forEach(sign => window.removeEventListener(sign, stop));
  };
}

function placed(start: number): CSSProperties {
  return {
    position: 'absolute',
    top: 0,
    left: 0,
    width: '100%',
    transform: `translateY(${start}px)`,
  };
}
