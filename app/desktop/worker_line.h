#pragma once

#include <QString>
#include <optional>

#include "core/work/endpoint.h"

namespace bitprism {

// The line that starts a worker for a search that listens at `running`, or will at `wished` once it is started. Throws
// UsageError when that is no address or has no port yet, Error when there is no secret.
QString workerLineText(const std::optional<Endpoint>& running, const QString& wished);

}  // namespace bitprism
