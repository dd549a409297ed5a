"""The queue: Celery over Redis. A message is a job's owner and id, nothing else.

`visibility_timeout` is how long a message may be held before it is given to another
worker. It is computed from the job's own deadline: shorter, and a running job is
delivered again; the restore settings bring back within seconds what is due.
"""

from ssl import CERT_REQUIRED

from celery import Celery
from celery.exceptions import OperationalError
from redis import Redis
from redis.exceptions import RedisError

from server.domain.job import JobRef
from server.errors import ServiceUnavailable
from server.net.redis import translated

TASK = "prompt_lens.extract"
QUEUE = "celery"
# What Kombu keeps without an end: what waits, what is being worked on, and the queue's own name.
BINDINGS = frozenset({f"_kombu.binding.{QUEUE}", f"_kombu.binding_permanent.{QUEUE}"})
ENDLESS_KEYS = BINDINGS | {QUEUE, "unacked", "unacked_index"}
MARGIN_SECONDS = 10
# Without a word about certificates Celery takes any; `?ssl_cert_reqs=` in the URL goes before this.
CHECKED = {"ssl_cert_reqs": CERT_REQUIRED}
# Kombu connects again and again by a policy of its own: somebody waits for this answer.
IMPATIENT = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5, "max_retries": 0}


def make_queue(broker_url: str, job_seconds: float, *, waits: bool) -> Celery:
    """Return the queue; nothing is dialled yet. `waits` where a worker listens on it.

    A listener blocks on its socket for seconds, so that only a sender may be impatient.
    """
    patience = {} if waits else IMPATIENT
    queue = Celery("prompt_lens", broker=broker_url, set_as_current=False)
    queue.conf.update(
        task_default_queue=QUEUE,
        task_acks_late=True,
        task_ignore_result=True,
        task_serializer="json",
        accept_content=["json"],
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_send_task_events=False,
        worker_enable_remote_control=False,
        broker_use_ssl=CHECKED if broker_url.startswith("rediss:") else False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            "visibility_timeout": int(job_seconds + MARGIN_SECONDS),
            "unacked_restore_interval": 2,
            "unacked_restore_throttle": 1,
            **patience,
        },
    )
    return queue


class Publisher:
    """Puts jobs into the queue."""

    def __init__(self, queue: Celery) -> None:
        """`queue` as made by make_queue."""
        self._queue = queue

    def publish(self, ref: JobRef, *, after_seconds: int = 0) -> None:
        """Queue a job, at once or later. Raises ServiceUnavailable where the broker is away."""
        try:
            self._queue.send_task(
                TASK,
                args=(ref.owner.kind, ref.owner.id, ref.id),
                countdown=after_seconds or None,
                retry=False,
            )
        except (OperationalError, RedisError) as error:  # The latter where it is there, and full.
            raise ServiceUnavailable("the queue") from error


def waiting(broker: Redis) -> int:
    """Return how many jobs no worker has taken yet. Raises ServiceUnavailable.

    Kombu keeps a queue in a list of its name; its own connection would try again for ever.
    """
    with translated():
        return int(broker.llen(QUEUE))
