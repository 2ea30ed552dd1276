export {
  SearchPicker,
  type PickedOption,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
