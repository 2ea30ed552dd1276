import type {
  Diagnostic,
  SourcePosition,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import styles from './ApiErrorPanel.module.css';

/** `file:line:column`, as editors understand it. */
function formatPosition(position: SourcePosition): string {
  return [position.file, position.line, position.column]
    .filter(part => part !== undefined)
    .join(':');
}

/**
 * Errors and warnings of a module or of the engine, each with its place.
 *
 * @public
 */
export function DiagnosticList(props: { diagnostics: Diagnostic[] }) {
  return (
    <ul className={styles.list} aria-label="Diagnostics">
      {props.diagnostics.map((diagnostic, index) => (
        <li key={index}>
          <strong>
            {diagnostic.severity === 'error' ? 'Error' : 'Warning'}
          </strong>
          {': '}
          {diagnostic.summary}
          {diagnostic.position && (
            <>
              {' at '}
              <code>{formatPosition(diagnostic.position)}</code>
            </>
          )}
          {diagnostic.address && (
            <>
              {' in '}
              <code>{diagnostic.address}</code>
            </>
          )}
          {diagnostic.detail && (
            <pre className={styles.detail}>{diagnostic.detail}</pre>
          )}
        </li>
      ))}
    </ul>
  );
}
