/**
 * Lays hierarchies out beside the page. Loaded as a worker by the canvas; not
 * for import.
 *
 * @packageDocumentation
 */
import {
  layoutTree,
  type LayoutInput,
} from './components/HierarchyGraph/layout';

// The types of pages and of workers exclude each other.
const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<LayoutInput>) => void;
  postMessage(message: unknown): void;
};

scope.onmessage = ({ data }) => scope.postMessage(layoutTree(data));
