import { ButtonLink } from '@backstage/ui';
import { useCallerAccess } from './useCallerAccess';
import { useLinks } from './useLinks';

/** Leads to the wizard, unless the reader may create no resource at all. */
export function CreateResourceLink(props: {
  /** What the wizard starts with. */
  preset?: Parameters<ReturnType<typeof useLinks>['newResource']>[0];
  variant?: 'primary' | 'secondary';
  size?: 'small' | 'medium';
  children: string;
}) {
  const { preset, variant = 'primary', size, children } = props;
  const links = useLinks();
  const access = useCallerAccess();
  return access?.canCreateResources === false ? null : (
    <ButtonLink variant={variant} size={size} href={links.newResource(preset)}>
      {children}
    </ButtonLink>
  );
}
