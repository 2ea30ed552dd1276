import type {
  ResourceState,
  ResourceStatus as Status,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Chip } from '../Chip';
import { describeResource } from './describeResource';

/**
 * State and status of a resource as one chip with icon and words.
 *
 * @public
 */
export function ResourceStatus(props: {
  state: ResourceState;
  status: Status;
}) {
  const { state, status } = props;
  const view = describeResource(state, status);
  return (
    <Chip
      tone={view.tone}
      icon={view.icon}
      spinning={view.spinning}
      title={`state ${state}, status ${status}`}
    >
      {view.label}
    </Chip>
  );
}
