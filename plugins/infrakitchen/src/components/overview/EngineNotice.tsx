import { Alert, Text } from '@backstage/ui';
import type { Overview } from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** Which engine runs, or how to get one. */
export function EngineNotice(props: { engine: Overview['engine'] }) {
  const { engine } = props;
  if (engine.available) {
    return (
      <Text color="secondary">
        Engine: {engine.kind === 'tofu' ? 'OpenTofu' : 'Terraform'}{' '}
        {engine.version}
      </Text>
    );
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
