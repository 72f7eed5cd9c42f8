"""`python -m tools.train_model --data ../shared/data --output index/model`: the data folder in, the model out."""

import argparse
import json
import sys
from pathlib import Path

import torch

from tools.train_model.corpora import read_corpora
from tools.train_model.pipeline import Settings, make_model


def main() -> int:
    """Train, write, and print the report as JSON."""
    parser = argparse.ArgumentParser(prog="python -m tools.train_model", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the data folder, with train/ and eval/")
    parser.add_argument("--output", type=Path, required=True, help="the model's folder")
    parser.add_argument("--steps", type=int, default=Settings.steps, help="training steps (default %(default)s)")
    parser.add_argument("--seed", type=int, default=Settings.seed, help="default %(default)s")
    parser.add_argument("--threads", type=int, default=2, help="default %(default)s")
    chosen = parser.parse_args()
    torch.set_num_threads(chosen.threads)
    settings = Settings(steps=chosen.steps, seed=chosen.seed)
    report = make_model(lambda: read_corpora(chosen.data), settings, chosen.output)
    sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
