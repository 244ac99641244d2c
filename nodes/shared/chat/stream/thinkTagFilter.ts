import { CLOSING, OPENING } from '../thinking';

/**
 * What a model says, piece by piece, without the thinking that some models write before it between
 * `<think>` tags. Nothing is held back for longer than the beginning may still be that tag.
 */
export class ThinkTagFilter {
	private stage: 'beginning' | 'thinking' | 'pausing' | 'speaking' = 'beginning';

	private held = '';

	/**
	 * Takes the next piece of the content.
	 * @returns what is known to be said and was not given before
	 */
	add(piece: string): string {
		this.held += piece;
		if (this.stage === 'beginning') this.begin();
		if (this.stage === 'thinking') this.think();
		if (this.stage === 'pausing') this.pause();
		return this.stage === 'speaking' ? this.release() : '';
	}

	/** @returns what was held back, once there is nothing more to come */
	end(): string {
		return this.stage === 'beginning' ? this.release() : '';
	}

	private begin(): void {
		const start = this.held.trimStart();
		if (start.startsWith(OPENING)) {
			this.held = start.slice(OPENING.length);
			this.stage = 'thinking';
		} else if (!OPENING.startsWith(start)) {
			this.stage = 'speaking';
		}
	}

	private think(): void {
		const end = this.held.indexOf(CLOSING);
		if (end === -1) {
			// The tag may have begun at the end of a piece.
			this.held = this.held.slice(1 - CLOSING.length);
		} else {
			this.held = this.held.slice(end + CLOSING.length);
			this.stage = 'pausing';
		}
	}

	/** The space behind the tag belongs to neither. */
	private pause(): void {
		this.held = this.held.trimStart();
		if (this.held !== '') this.stage = 'speaking';
	}

	private release(): string {
		const released = this.held;
		this.held = '';
		return released;
	}
}
