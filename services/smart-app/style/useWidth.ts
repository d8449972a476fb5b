import { useEffect, useRef, useState } from 'preact/hooks';

/** The width the page gives to a picture, followed as it changes. */
export function useWidth(): [{ current: HTMLDivElement | null }, number] {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(() =>
    Math.min(1400, document.documentElement.clientWidth - 48),
  );
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setWidth(Math.max(300, Math.floor(entry.contentRect.width)));
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [frame.current]);
  return [frame, width];
}
