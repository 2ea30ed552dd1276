import { useEffect, useMemo, useState } from 'react';
import type { Tree } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  layoutInputOf,
  layoutTree,
  type LayoutInput,
  type Positions,
} from './layout';

/** Fewer are laid out before a page could show that it waits. */
const BESIDE_FROM = 150;

/**
 * Positions of the nodes of a tree; nothing while many of them are laid out by
 * a worker. They are kept as long as the same nodes hang together alike.
 */
export function useLayout(tree: Tree): Positions | undefined {
  const key = JSON.stringify(layoutInputOf(tree));
  const input = useMemo<LayoutInput>(() => JSON.parse(key), [key]);
  const beside =
    input.ids.length >= BESIDE_FROM && typeof Worker !== 'undefined';
  const here = useMemo(
    () => (beside ? undefined : layoutTree(input)),
    [beside, input],
  );
  const [made, setMade] = useState<{ input: LayoutInput; at: Positions }>();

  useEffect(() => {
    if (!beside) {
      return undefined;
    }
    const worker = startWorker();
    const done = (at: Positions) => setMade({ input, at });
    worker.onmessage = ({ data }: MessageEvent<Positions>) => done(data);
    // A portal may not allow workers; then the page does it.
    worker.onerror = () => done(layoutTree(input));
    worker.postMessage(input);
    return () => worker.terminate();
  }, [beside, input]);

  if (here) {
    return here;
  }
  return made?.input === input ? made.at : undefined;
}

function startWorker(): Worker {
  return new Worker(
    new URL(
      '@infrakitchen/backstage-plugin-infrakitchen-react/layoutWorker',
      import.meta.url,
    ),
  );
}
