"""Runs SimFaaS over experiments, and prints for each what it says and what that took.

Standard input: a JSON list of {rate, warm, cold, idle, seconds}; rates a second, times in seconds.
"""

import json
import sys
import time

import numpy
from simfaas.ServerlessSimulator import ServerlessSimulator


def run(experiment):
    simulator = ServerlessSimulator(
        arrival_rate=experiment["rate"],
        warm_service_rate=1 / experiment["warm"],
        cold_service_rate=1 / experiment["cold"],
        expiration_threshold=experiment["idle"],
        max_time=experiment["seconds"],
    )
    started = time.perf_counter()
    simulator.generate_trace(debug_print=False, progress=False)
    return {
        "coldStarts": simulator.get_cold_start_prob(),
        "instances": simulator.get_average_server_count(),
        "requests": simulator.total_req_count,
        "seconds": time.perf_counter() - started,
    }


numpy.random.seed(1)
print(json.dumps([run(experiment) for experiment in json.load(sys.stdin)]))
