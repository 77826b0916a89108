import type { ImageElement } from './shapes.ts';

interface PictureProps {
  readonly image: Pick<ImageElement, 'alt_text' | 'image_url'>;
  readonly size: 'icon' | 'thumbnail' | 'full';
}

/** An image of this server. The page loads nothing from elsewhere, so a picture from outside is its description. */
export function Picture({ image, size }: PictureProps) {
  const url = image.image_url;
  const ours = url !== undefined && URL.canParse(url, location.href) && new URL(url, location.href).origin === location.origin;
  if (ours) return <img class={`picture ${size}`} src={url} alt={image.alt_text} />;
  return (
    <span class={`picture absent ${size}`} role="img" aria-label={image.alt_text} title={`${image.alt_text} (pictures from outside are not loaded)`}>
      {size === 'icon' ? '' : image.alt_text}
    </span>
  );
}
