import { Duplex } from 'node:stream';
import { expect, it } from 'vitest';
import { guestTalk } from './guest-talk';

function channel() {
  const said: Buffer[] = [];
  const duplex = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _encoding, done) {
      said.push(chunk);
      done();
    },
  });
  return { duplex, said, talk: guestTalk(duplex) };
}

function message(header: string, body = Buffer.alloc(0)): Buffer {
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32LE(Buffer.byteLength(header), 0);
  lengths.writeUInt32LE(body.length, 4);
  return Buffer.concat([lengths, Buffer.from(header), body]);
}

it('messages are heard one by one, however they come in pieces', async () => {
  const { duplex, talk } = channel();
  const all = Buffer.concat([message('{"a":"é"}', Buffer.from([1, 2, 3])), message('[]'), message('"last"')]);
  for (const byte of all.subarray(0, 15)) duplex.push(Buffer.from([byte]));
  duplex.push(all.subarray(15));
  const first = await talk.hear();
  expect([first.header, [...first.body]]).toEqual([{ a: 'é' }, [1, 2, 3]]);
  expect((await talk.hear()).header).toEqual([]);
  expect((await talk.hear()).header).toBe('last');
});

it('what is said reads as it is heard', async () => {
  const { duplex, said, talk } = channel();
  talk.say({ rows: 2 }, [new Uint8Array([1]), new Uint8Array([2, 3])]);
  duplex.push(Buffer.concat(said));
  const back = await talk.hear();
  expect([back.header, [...back.body]]).toEqual([{ rows: 2 }, [1, 2, 3]]);
});

it('noise, too much, and an end are no messages', async () => {
  const noise = channel();
  noise.duplex.push(message('not json'));
  await expect(noise.talk.hear()).rejects.toThrow('something else than JSON');
  const large = channel();
  large.duplex.push(Buffer.alloc(8, 0xff));
  await expect(large.talk.hear()).rejects.toThrow('too much at once');
  await expect(large.talk.hear()).rejects.toThrow('too much at once');
  const unasked = channel();
  for (let count = 0; count < 20; count += 1) unasked.duplex.push(Buffer.alloc(100_000));
  await new Promise((resolve) => unasked.duplex.once('close', resolve));
  await expect(unasked.talk.hear()).rejects.toThrow('too much unasked');
  const ended = channel();
  const heard = ended.talk.hear();
  ended.duplex.destroy();
  await expect(heard).rejects.toThrow('ended its side');
});
