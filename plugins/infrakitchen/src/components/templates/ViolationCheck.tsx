import { useState } from 'react';
import { Button, Flex } from '@backstage/ui';
import type { ViolationPage } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { ViolationList } from './ViolationList';

/** Shows on request which resources would break what is not saved yet. */
export function ViolationCheck(props: {
  /** Changes with what is asked for, so that no old answer stays. */
  of: string;
  load: (cursor?: string, signal?: AbortSignal) => Promise<ViolationPage>;
}) {
  const { of, load } = props;
  const [asked, setAsked] = useState<string>();
  return (
    <Flex direction="column" gap="3">
      <div>
        <Button variant="secondary" onPress={() => setAsked(of)}>
          Check existing resources
        </Button>
      </div>
      {asked === of && (
        <ViolationList
          key={asked}
          load={load}
          fine="No resource would break it"
        />
      )}
    </Flex>
  );
}
