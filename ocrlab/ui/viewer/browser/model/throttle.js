// Throttle: which of a slider's many values are sent to Python, and when?
//
// A new value is sent when the last one has come back and the one before it is drawn: one picture is made while the other
// is unpacked, and a slow filter skips values instead of piling them up. A released value is always sent, at once.

const PATIENCE = 4000; // ms after which a value that never came back is given up

export class Throttle {
  constructor(send, now = () => performance.now()) {
    this.send = send; // called with {value, released, seq}
    this.now = now;
    this.seq = 0; // the number of the value sent last
    this.returned = 0; // of the newest value that came back from Python
    this.drawn = 0; // of the newest value that is drawn
    this.flying = null; // {seq, since} of the value sent last, until its picture is drawn
    this.waiting = null; // the newest value not sent yet
  }

  get idle() {
    return !this.flying && !this.waiting;
  }

  offer(value, released) {
    this.waiting = { value, released };
    this.pump();
  }

  // Python has drawn up the page for the value `seq`. A component put up anew goes on counting from there.
  cameBack(seq) {
    this.seq = Math.max(this.seq, seq);
    this.returned = seq;
    this.pump();
  }

  // The picture of the value `seq` stands on the screen.
  wasDrawn(seq) {
    this.drawn = seq;
    if (this.flying && seq >= this.flying.seq) this.flying = null;
    this.pump();
  }

  forget() {
    this.flying = this.waiting = null;
  }

  pump() {
    if (!this.waiting || (this.busy && !this.waiting.released)) return;
    this.seq += 1;
    this.flying = { seq: this.seq, since: this.now() };
    const { value, released } = this.waiting;
    this.waiting = null;
    this.send({ value, released, seq: this.seq });
  }

  get busy() {
    if (!this.flying) return false;
    const { seq, since } = this.flying;
    return (this.returned < seq || this.drawn < seq - 1) && this.now() - since < PATIENCE;
  }
}
