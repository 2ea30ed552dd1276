import { useNavigate } from 'react-router-dom';

/**
 * Goes to another page. The only place that knows the router's way to do it.
 */
export function useGoTo(): (path: string) => void {
  return useNavigate();
}
