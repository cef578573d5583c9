// SPDX-License-Identifier: Apache-2.0
//
// Files in JSON whose every byte counts: one text for one content. A form says what a value must be; it returns what
// the value stands for, or throws with the place of what is wrong.

import { fromBase64 } from './bytes.mjs';
import { decodeAddress } from './ss58.mjs';

const NEWLINE = '\n';

/**
 * Reads the canonical text of a file: its fields in their order, no space, one newline at the end at most.
 *
 * @param {Uint8Array} bytes
 * @param {{ format: string, version: number, maxLength: number, fields: object }} form
 */
export function readCanonical(bytes, { format, version, maxLength, fields }) {
  if (bytes.length > maxLength) {
    throw new Error(`${bytes.length} bytes are too many for a ${format} file: the limit is ${maxLength}`);
  }
  // A byte order mark is a byte like any other.
  const whole = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  const text = whole.endsWith(NEWLINE) ? whole.slice(0, -NEWLINE.length) : whole;
  const json = parse(text, format);
  checkPreamble(json, format, version);
  const content = object({ format: constant(format), version: constant(version), ...fields })(json, format);
  if (JSON.stringify(json) !== text) {
    throw new Error(`the ${format} file is not in its canonical text: one line without spaces, as "jq -c ." writes it`);
  }
  return content;
}

/** Reads a file of which the content counts, and not how it is written. */
export function readJson(bytes, { format, version, maxLength, fields }) {
  if (bytes.length > maxLength) {
    throw new Error(`${bytes.length} bytes are too many for a ${format} file: the limit is ${maxLength}`);
  }
  const json = parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes), format);
  checkPreamble(json, format, version);
  return object({ format: constant(format), version: constant(version), ...fields })(json, format);
}

/** An object with exactly these fields, in this order. */
export function object(fields) {
  const names = Object.keys(fields);
  return (value, place) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new Error(`${place}: an object expected`);
    }
    const found = Object.keys(value);
    if (found.length !== names.length || names.some((name, index) => found[index] !== name)) {
      throw new Error(`${place}: the fields ${names.join(', ')} expected in this order, found ${shown(found)}`);
    }
    return Object.fromEntries(names.map((name) => [name, fields[name](value[name], `${place}.${name}`)]));
  };
}

export function list(item) {
  return (value, place) => {
    if (!Array.isArray(value)) {
      throw new Error(`${place}: a list expected`);
    }
    return value.map((one, index) => item(one, `${place}[${index}]`));
  };
}

export function nullable(form) {
  return (value, place) => (value === null ? null : form(value, place));
}

/** The first of the forms that takes the value. */
export function either(...forms) {
  return (value, place) => {
    for (const form of forms) {
      try {
        return form(value, place);
      } catch {
        // The next one may take it; if none does, the place is named below.
      }
    }
    throw new Error(`${place}: ${shown(value)} is none of what it may be`);
  };
}

export function oneOf(values) {
  return (value, place) => {
    if (!values.includes(value)) {
      throw new Error(`${place}: one of ${values.join(', ')} expected, found ${shown(value)}`);
    }
    return value;
  };
}

function constant(expected) {
  return oneOf([expected]);
}

/** An integer from 0; one beyond 2^53 - 1 is refused by name, because JavaScript would read another one. */
export function integer(limit = Number.MAX_SAFE_INTEGER) {
  return (value, place) => {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
      throw new Error(`${place}: an integer from 0 expected, found ${shown(value)}`);
    }
    if (!Number.isSafeInteger(value)) {
      throw new Error(`${place}: a number beyond 2^53 - 1, which JavaScript cannot read exactly: use another verifier`);
    }
    if (value > limit) {
      throw new Error(`${place}: ${limit} at most expected, found ${value}`);
    }
    return value;
  };
}

export const u32 = integer(2 ** 32 - 1);
export const u64 = integer();

/** `0x` and lower-case hex of `min` to `max` bytes; the text is returned. */
export function hex(min, max = min) {
  return (value, place) => {
    const bytes = typeof value === 'string' && /^0x([0-9a-f]{2})*$/.test(value) ? value.length / 2 - 1 : -1;
    if (bytes < min || bytes > max) {
      const length = min === max ? min : `${min} to ${max}`;
      throw new Error(`${place}: ${length} bytes in lower-case hex expected, found ${shown(value)}`);
    }
    return value;
  };
}

export const hash = hex(32);

/** Base64 with padding, of which the bytes are returned. */
export function base64(length) {
  return (value, place) => {
    const bytes = typeof value === 'string' ? fromBase64(value) : null;
    if (bytes === null || (length !== undefined && bytes.length !== length)) {
      throw new Error(`${place}: ${length ?? 'some'} bytes in padded base64 expected, found ${shown(value)}`);
    }
    return bytes;
  };
}

/** An SS58 address; the text is returned. */
export function address(value, place) {
  if (typeof value !== 'string' || decodeAddress(value) === null) {
    throw new Error(`${place}: an address with the prefix 42 expected, found ${shown(value)}`);
  }
  return value;
}

function parse(text, format) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`not a ${format} file: ${error.message}`);
  }
}

function checkPreamble(json, format, version) {
  if (json?.format !== format) {
    throw new Error(`not a ${format} file: its format is ${shown(json?.format)}`);
  }
  if (json.version !== version) {
    throw new Error(`version ${shown(json.version)} of ${format} is unknown: this verifier reads version ${version}`);
  }
}

function shown(value) {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}
