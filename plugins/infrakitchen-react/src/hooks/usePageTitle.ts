import { useEffect } from 'react';
import { configApiRef, useApiHolder } from '@backstage/frontend-plugin-api';

/**
 * Sets the title of the browser tab while the page is shown.
 *
 * @public
 */
export function usePageTitle(title: string | undefined): void {
  const config = useApiHolder().get(configApiRef);
  const appTitle = config?.getOptionalString('app.title') ?? 'Backstage';
  useEffect(() => {
    if (title) {
      document.title = `${title} | ${appTitle}`;
    }
    return () => {
      document.title = appTitle;
    };
  }, [title, appTitle]);
}
