import type {
  RenderedModule,
  WorkspaceRenderInput,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { DefaultTagsRule } from './defaultTags';
import { renderFiles, withSortedKeys } from './renderModule';
import { renderWorkspaceReadme } from './workspaceReadme';

/** Backends whose credentials the engine takes from its environment. */
const signIns: Record<string, string> = {
  azurerm: 'Sign in as the azurerm backend asks for, such as by `az login`.',
  gcs: 'Sign in as the gcs backend asks for, such as by `gcloud auth application-default login`.',
  http: 'Sign in by TF_HTTP_USERNAME and TF_HTTP_PASSWORD in the environment.',
  s3: 'Sign in as the s3 backend asks for, such as by a profile.',
};

/**
 * Renders the root module of a resource for its workspace, by the renderer of
 * the runs.
 *
 * @public
 */
export function renderWorkspace(
  input: WorkspaceRenderInput,
  options: { defaultTags?: DefaultTagsRule[] } = {},
): RenderedModule {
  // Whatever else a caller may have put there, this is not of a run.
  const module = { ...input.module, localPath: undefined };
  const canonical = withSortedKeys({ ...input, module });
  return renderFiles(canonical, options, {
    readme: renderWorkspaceReadme(canonical),
    backend: backendComment(canonical),
  });
}

function backendComment({
  backend,
  managedState,
}: WorkspaceRenderInput): string[] {
  if (managedState) {
    return [
      'The portal keeps the state, and lets in its own runs alone: each of them',
      'signs in by TF_HTTP_USERNAME and TF_HTTP_PASSWORD with a token of its own.',
      'README.md says how to work without it.',
    ];
  }
  const signIn = signIns[backend.type];
  return [
    ...(signIn ? [signIn] : []),
    'Credentials are never written here; README.md says what runs are given.',
  ];
}
