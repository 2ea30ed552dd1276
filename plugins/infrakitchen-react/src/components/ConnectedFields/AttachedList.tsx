import type { ReactNode } from 'react';
import { Button, ButtonIcon, Flex, Text } from '@backstage/ui';
import { RiAddLine, RiDeleteBin6Line } from '@remixicon/react';

interface Props<T> {
  title: string;
  description: string;
  /** Level of the title among the headings of the page; 3 where absent. */
  headingLevel?: 3 | 4 | 5;
  items: T[];
  onChange: (items: T[]) => void;
  /** What a new row begins with. */
  newItem: T;
  addLabel: string;
  /** What a row is called, by its number from 1. */
  rowLabel: (number: string) => string;
  /** What its button to remove it is called. */
  removeLabel: (number: string) => string;
  /** The fields of a row, beside each other. */
  renderItem: (item: T, set: (item: T) => void) => ReactNode;
  isDisabled?: boolean;
}

/** Rows that somebody adds, fills in and removes: what is attached to something. */
export function AttachedList<T>(props: Props<T>) {
  const { title, items, onChange, newItem, renderItem, isDisabled } = props;
  const { headingLevel = 3 } = props;
  return (
    <section aria-label={title}>
      <Flex direction="column" gap="3">
        <div>
          <Text
            as={`h${headingLevel}`}
            {...(headingLevel === 3
              ? { variant: 'title-x-small' }
              : { variant: 'body-medium', weight: 'bold' })}
          >
            {title}
          </Text>
          <Text as="p" color="secondary" variant="body-small">
            {props.description}
          </Text>
        </div>
        {items.map((item, index) => {
          const number = String(index + 1);
          return (
            <Flex
              key={index}
              align="end"
              gap="2"
              role="group"
              aria-label={props.rowLabel(number)}
              style={{ flexWrap: 'wrap' }}
            >
              {renderItem(item, next =>
                onChange(items.map((each, at) => (at === index ? next : each))),
              )}
              <ButtonIcon
                variant="tertiary"
                aria-label={props.removeLabel(number)}
                icon={<RiDeleteBin6Line />}
                isDisabled={isDisabled}
                onPress={() => onChange(items.filter((_, at) => at !== index))}
              />
            </Flex>
          );
        })}
        <div>
          <Button
            variant="secondary"
            iconStart={<RiAddLine />}
            isDisabled={isDisabled}
            onPress={() => onChange([...items, newItem])}
          >
            {props.addLabel}
          </Button>
        </div>
      </Flex>
    </section>
  );
}
