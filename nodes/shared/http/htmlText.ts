/**
 * The readable words of a page, without its tags, styles and scripts. Each character is looked at a
 * fixed number of times, also in a page that opens thousands of tags and closes none.
 */
export function htmlText(page: string): string {
	const withoutScripts = cutOut(page, /<script\b/gi, /<\/script>/gi);
	const withoutStyles = cutOut(withoutScripts, /<style\b/gi, /<\/style>/gi);
	return cutOut(withoutStyles, /</g, />/g).replace(/\s+/g, ' ').trim();
}

/** Puts a space in the place of what is between an opening and the next closing, with both. */
function cutOut(text: string, opening: RegExp, closing: RegExp): string {
	let kept = '';
	let end = 0;
	for (let open = opening.exec(text); open; open = opening.exec(text)) {
		closing.lastIndex = opening.lastIndex;
		if (!closing.test(text)) break;
		kept += `${text.slice(end, open.index)} `;
		end = closing.lastIndex;
		opening.lastIndex = end;
	}
	return kept + text.slice(end);
}
