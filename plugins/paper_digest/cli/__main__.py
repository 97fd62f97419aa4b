"""`python -m paper_digest.cli`."""

import sys

from paper_digest.cli import main

sys.exit(main())
