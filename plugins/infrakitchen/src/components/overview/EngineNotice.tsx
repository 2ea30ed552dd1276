import { Alert, Text } from '@backstage/ui';
import type { Overview } from '@infrakitchen/backstage-plugin-infrakitchen-common';

type Engine = Overview['engine'];

/** Which engine runs. */
export function EngineInUse(props: { engine: Engine }) {
  const { engine } = props;
  return engine.available ? (
    <Text variant="body-small" color="secondary">
      Engine: {engine.kind === 'tofu' ? 'OpenTofu' : 'Terraform'}{' '}
      {engine.version}
    </Text>
  ) : null;
}

/** How to get an engine where there is none. */
export function MissingEngine(props: { engine: Engine }) {
  const { engine } = props;
  if (engine.available) {
    return null;
  }
  return (
    <Alert
      status="warning"
      icon
      title="No engine is available, so nothing can run"
      description={
        <>
          {engine.message && <Text as="p">{engine.message}</Text>}
          <Text as="p">
            Install Terraform or OpenTofu on the backend&apos;s machine, or set{' '}
            <code>infrakitchen.engine.binary</code>.
          </Text>
        </>
      }
    />
  );
}
