// BatchBuffers: memory of batches.
#include "dataloader/batch/batch_buffers.h"

#include <new>

namespace TMVA::inline standalone::batch {
namespace {

constexpr std::size_t kAlignment = 64;  // of cache lines and of AVX-512

}  // namespace

void BatchBuffers::Free::operator()(std::byte* block) const {
  ::operator delete(block, std::align_val_t(kAlignment));
}

BatchBuffers::BatchBuffers(const RowSchema& schema, std::int64_t rows, std::size_t kept)
    : kept_(kept) {
  for (const auto& field : schema.fields) {
    tensors_.push_back({.key = field.tensor, .type = field.type, .width = std::ssize(field.names)});
    offsets_.push_back(bytes_);
    bytes_ += field.bytes() * static_cast<std::size_t>(rows);
    bytes_ = (bytes_ + kAlignment - 1) / kAlignment * kAlignment;
  }
}

std::shared_ptr<BatchMemory> BatchBuffers::Take(std::int64_t rows) {
  Block block;
  {
    const std::lock_guard lock(mutex_);
    if (!free_.empty()) {
      block = std::move(free_.back());
      free_.pop_back();
    }
  }
  if (!block)
    block.reset(static_cast<std::byte*>(::operator new(bytes_, std::align_val_t(kAlignment))));
  auto batch = std::make_shared<BatchMemory>();
  batch->rows = rows;
  batch->tensors = tensors_;
  for (std::size_t i = 0; i < tensors_.size(); ++i)
    batch->tensors[i].data = block.get() + offsets_[i];
  batch->block = {block.release(), [owner = weak_from_this()](std::byte* memory) {
                    Block returned(memory);
                    if (const auto buffers = owner.lock()) buffers->Return(std::move(returned));
                  }};
  return batch;
}

void BatchBuffers::Return(Block block) {
  const std::lock_guard lock(mutex_);
  if (free_.size() < kept_) free_.push_back(std::move(block));
}

}  // namespace TMVA::inline standalone::batch
