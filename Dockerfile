# For instructors on macOS or Windows: grading needs Linux. docs/security/promises.md says how to start it, and what it asks of
# the machine that runs Docker.
FROM python:3.12-slim-bookworm

RUN apt-get update \
    && apt-get install --yes --no-install-recommends bubblewrap \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 1000 grader

COPY . /kit
RUN pip install --no-cache-dir --constraint /kit/constraints.txt '/kit[cluster,course]'

# Root needs more powers than some containers leave it, or no limit on a submission's processes would hold.
USER grader
# Also for --user with a number that nobody has here, whose home would be /.
ENV HOME=/tmp
WORKDIR /course
ENTRYPOINT ["autograder"]
CMD ["doctor"]
