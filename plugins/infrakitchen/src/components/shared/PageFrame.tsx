import type { ReactNode } from 'react';
import { BreadcrumbEntry } from '@backstage/frontend-plugin-api';
import {
  Container,
  Header,
  Tab,
  TabList,
  Tabs,
  type HeaderMetadataItem,
} from '@backstage/ui';
import { usePageTitle } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import styles from './Section.module.css';

/** A part of a page with an address of its own. */
export interface PageTab {
  id: string;
  label: string;
  href: string;
  /** Also marks the tab on pages below it. */
  prefix?: boolean;
}

/**
 * Title, actions and tabs of a page. The shell around it belongs to the app.
 */
export function PageFrame(props: {
  title: string;
  description?: string;
  actions?: ReactNode;
  metadata?: HeaderMetadataItem[];
  /** What can be done with the object of the page, above its tabs. */
  toolbar?: ReactNode;
  tabs?: { label: string; items: PageTab[] };
  /** Where the page stands below its list; absent for the list itself. */
  breadcrumb?: string;
  children: ReactNode;
}) {
  const { title, toolbar, tabs, breadcrumb } = props;
  usePageTitle(title);
  const page = (
    <main className={styles.main}>
      <Header
        title={title}
        description={props.description}
        customActions={props.actions}
        metadata={props.metadata}
      />
      <Container className={styles.page}>
        {toolbar}
        {tabs && (
          <div className={styles.tabs}>
            <Tabs>
              <TabList aria-label={tabs.label}>
                {tabs.items.map(tab => (
                  <Tab
                    key={tab.id}
                    id={tab.id}
                    href={tab.href}
                    matchStrategy={tab.prefix ? 'prefix' : 'exact'}
                  >
                    {tab.label}
                  </Tab>
                ))}
              </TabList>
            </Tabs>
          </div>
        )}
        {props.children}
      </Container>
    </main>
  );
  return breadcrumb ? (
    <BreadcrumbEntry entry={{ label: title, href: breadcrumb }}>
      {page}
    </BreadcrumbEntry>
  ) : (
    page
  );
}
