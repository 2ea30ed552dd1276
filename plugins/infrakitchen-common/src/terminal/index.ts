export { keepStyles, splitStyles, withoutStyles } from './styles';
